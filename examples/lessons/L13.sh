#!/bin/sh
# Newton's method
gradus minimize 'exp(x) - log(x)' --start x=1.75 --method newton --step-tolerance 1e-4 --tolerance 0 --trace
gradus minimize 'x^2' --start x=1.75 --method newton
gradus minimize '-x^2' --start x=1.75 --method newton
# The second derivative is 0 at the start: the plain method says so, the safeguarded one goes on.
gradus minimize 'exp(-x^2/2)/sqrt(2*pi)' --start x=1 --method newton
gradus minimize 'exp(-x^2/2)/sqrt(2*pi)' --start x=1
# In several variables: one step for a quadratic, with the Hessian and its inverse.
gradus minimize '2x^2 + 3y^2 - x*y' --start x=1,y=3 --method newton
gradus hessian '2x^2 + 3y^2 - x*y'
gradus eigenvalues '[[4, -1], [-1, 6]]'
gradus inverse '[[4, -1], [-1, 6]]'
gradus rowsteps '[[4, -1, 1, 0], [-1, 6, 0, 1]]'
gradus newtonstep '2x^2 + 3y^2 - x*y' x y
gradus quadratic '[[4, -1], [-1, 6]]' '[x, y]'
gradus minimize 'x^4 + 0.8*y^4 + 4*x^2 + 2*y^2 - x*y - 0.2*x^2*y' --start x=4,y=4 --method newton --step-tolerance 1e-4 --tolerance 0 --trace
# Each step of Newton's method is where the tangent of the slope is 0.
gradus plot 'diff(exp(x) - log(x), x)' x=0.3..2 --with tangent=1.75 --with tangent=0.89766313 --with tangent=0.53503608 --title 'tangents of the slope' -o "$pictures/L13-newton.svg"
gradus plot 'exp(x) - log(x)' x=0.1..2 --with derivatives -o "$pictures/L13-derivatives.svg"
gradus plot 'x^4 + 0.8*y^4 + 4*x^2 + 2*y^2 - x*y - 0.2*x^2*y' x=-5..5 y=-5..5 --start x=4,y=4 --method newton --step-tolerance 1e-4 --tolerance 0 -o "$pictures/L13-way.svg"
gradus plot 'x^4 + 0.8*y^4 + 4*x^2 + 2*y^2 - x*y - 0.2*x^2*y' x=-5..5 y=-5..5 --start x=4,y=4 --method newton --step-tolerance 1e-4 --tolerance 0 --kind convergence -o "$pictures/L13-convergence.svg"
gradus plot 'x^4 + 0.8*y^4 + 4*x^2 + 2*y^2 - x*y - 0.2*x^2*y' x=-5..5 y=-5..5 --kind both --start x=4,y=4 --method newton --step-tolerance 1e-4 --tolerance 0 -o "$pictures/L13-newton.html"
