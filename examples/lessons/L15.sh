#!/bin/sh
# Distance, velocity, acceleration
gradus diff 'exp(-x^2/2)/sqrt(2*pi)' x
gradus diff 'exp(-x^2/2)/sqrt(2*pi)' x x
gradus <<'END'
signs(diff(exp(-x^2/2)/sqrt(2*pi), x), x = [-3, 3])
signs(diff(exp(-x^2/2)/sqrt(2*pi), x, 2), x = [-3, 3])
END
gradus plot 'exp(-x^2/2)/sqrt(2*pi)' 'diff(exp(-x^2/2)/sqrt(2*pi), x)' 'diff(exp(-x^2/2)/sqrt(2*pi), x, 2)' x=-3..3 -o "$pictures/L15-motion.svg"
