#!/bin/sh
# Derivatives of functions of one and of several variables
#
# The derivative of a polynomial, as a formula and as a number.
gradus diff '3x^2 + 2x + 10' x --at x=2
# The gradient has one partial for each variable.
gradus gradient '-x1^2 - 1/2 x2^2' --at x1=2,x2=1
# Along a direction u of length 1 the function changes by grad f . u: most along the gradient
# (here by its length), not at all along the level set.
gradus directional '-x1^2 - 1/2 x2^2' --wrt x1,x2 --direction 3,4 --at x1=2,x2=1
gradus directional '-x1^2 - 1/2 x2^2' --wrt x1,x2 --direction=-4,-1 --at x1=2,x2=1
gradus directional '-x1^2 - 1/2 x2^2' --wrt x1,x2 --direction 1,-4 --at x1=2,x2=1
# Its contours, its surface, and cuts through it; the gradient stands upright on the contours.
gradus plot '-x1^2 - 1/2*x2^2' x1=-3..3 x2=-2..2 --kind contour -o "$pictures/L01-contours.svg"
gradus plot '-x1^2 - 1/2*x2^2' x1=-3..3 x2=-2..2 --kind surface -o "$pictures/L01-surface.svg"
gradus plot '-x1^2 - 1/2*x2^2' x1=-3..3 x2=-2..2 --kind sections -o "$pictures/L01-sections.svg"
gradus plot '-x1^2 - 1/2*x2^2' x2=-2..2 x1=-3..3 --kind sections -o "$pictures/L01-sections-x2.svg"
gradus plot '-x1^2 - 1/2*x2^2' x1=-3..3 x2=-2..2 --kind field -o "$pictures/L01-gradient.svg"
# Both beside each other, in a page that can be turned.
gradus plot '-x1^2 - 1/2*x2^2' x1=-3..3 x2=-2..2 --kind both -o "$pictures/L01-hill.html"
