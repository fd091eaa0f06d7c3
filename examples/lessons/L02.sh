#!/bin/sh
# Gradients as a field of vectors
gradus gradient 'x^2 + y^2' --at x=1,y=2
gradus plot 'x^2 + y^2' x=-3..3 y=-3..3 --kind field -o "$pictures/L02-field.svg"
# In a page the arrows can be more or fewer, longer or shorter.
gradus plot 'x^2 + y^2' x=-3..3 y=-3..3 --kind field -o "$pictures/L02-field.html"
