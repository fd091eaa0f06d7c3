#!/bin/sh
# Gradient ascent and descent
#
# Ten steps up from (1, 1): each coordinate is multiplied by 0.8.
gradus maximize '-(x^2 + y^2) + 4' --start x=1,y=1 --method gradient-descent --rate 0.1 --max-iterations 10 --trace
# A central difference beside the exact derivative: its error shrinks with the step, then
# rounding makes it grow again.
gradus <<'END'
f(x) = sin(x)
central(h) = (f(1 + h) - f(1 - h))/(2*h)
eval(f'(1))
eval(central(0.1) - f'(1))
eval(central(0.001) - f'(1))
eval(central(0.00001) - f'(1))
END
# The way down x^2 + y^2 on its contours and on its surface.
gradus plot 'x^2 + y^2' x=-3..3 y=-3..3 --start x=2.5,y=2 --method gradient-descent --rate 0.1 --max-iterations 10 -o "$pictures/L03-contours.svg"
gradus plot 'x^2 + y^2' x=-3..3 y=-3..3 --kind surface --start x=2.5,y=2 --method gradient-descent --rate 0.1 --max-iterations 10 -o "$pictures/L03-surface.svg"
# The error of central differences, as the step shrinks.
gradus plot 'abs((sin(1 + h) - sin(1 - h))/(2h) - cos(1))' h=1e-13..1 --log h,y --title 'error of a central difference of sin at 1' -o "$pictures/L03-errors.svg"
# A page with sliders for the start, the rate and the number of steps.
gradus plot 'x^2 + y^2' x=-3..3 y=-3..3 --kind both --start x=2.5,y=2 --method gradient-descent --rate 0.1 --max-iterations 10 -o "$pictures/L03-descent.html"
gradus plot 'x^2 + y^2' x=-3..3 y=-3..3 --kind field -o "$pictures/L03-field.html"
