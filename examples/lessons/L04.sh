#!/bin/sh
# Common functions and their derivatives
gradus <<'END'
diff(7, x)
diff(2x + 3, x)
diff(x^2, x)
diff(x^3, x)
diff(1/x, x)
diff(sqrt(x), x)
diff(exp(x), x)
diff(log(x), x)
diff(log10(x), x)
diff(sin(x), x)
diff(cos(x), x)
diff(abs(x), x)
diff(sigmoid(x), x)
diff(relu(x), x)
diff(tanh(x), x)
END
# The average rate of change of x^2 over [0.25, 1.5], and the tangent at 0.25.
gradus eval '(1.5^2 - 0.25^2)/(1.5 - 0.25)'
gradus tangent 'x^2' x=0.25
# At a kink there is no derivative; machine learning takes 0.
gradus diff 'relu(x)' x --at x=0 --kink zero
# Where the inverse function is steep, the function is flat: g'(f(x)) = 1/f'(x).
gradus inversediff 'x^3' x
# The chord of x^2 over [0.25, 1.5], and its tangent at 0.25.
gradus plot 'x^2' 'chord = 1.75*(x - 0.25) + 0.0625' 'tangent = 0.5*(x - 0.25) + 0.0625' x=-0.5..2 -o "$pictures/L04-rate.svg"
# All of them, each with its derivatives, in one picture.
gradus plot 7 '2x + 3' 'x^2' 'x^3' '1/x' 'sqrt(x)' 'exp(x)' 'log(x)' 'log10(x)' 'sin(x)' 'cos(x)' 'abs(x)' 'sigmoid(x)' 'relu(x)' 'tanh(x)' x=-6..6 --kind grid --with derivative -o "$pictures/L04-functions.svg"
