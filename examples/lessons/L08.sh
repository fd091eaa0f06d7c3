#!/bin/sh
# Tangent line and tangent plane
gradus tangent 'x^2 + y^2' x=2 y=4
gradus plot 'x^2' x=-3..3 --with tangent=1 -o "$pictures/L08-tangent.svg"
# The tangent plane at (2, 4) touches the surface, and has the tangents of both cuts through the
# point in it; the page turns.
gradus plot 'x^2 + y^2' x=-1..5 y=1..7 --with 'tangent=(2,4)' -o "$pictures/L08-plane.svg"
gradus plot 'x^2 + y^2' x=-1..5 y=1..7 --with 'tangent=(2,4)' -o "$pictures/L08-plane.html"
# Cuts through the surface, side by side.
gradus plot 'x^2 + y^2' x=-1..5 y=1..7 --kind sections -o "$pictures/L08-sections.svg"
