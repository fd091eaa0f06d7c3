#!/bin/sh
# Symbolic, numeric, automatic: values and errors
#
# The derivative of exp(-2x) + 3sin(3x) at 0.7: exact, with 30 digits, and by central differences
# of shrinking steps, whose errors fall and rise again.
gradus diff 'exp(-2x) + 3sin(3x)' x --at x=0.7
gradus <<'END'
f(x) = exp(-2x) + 3sin(3x)
eval(f'(0.7), digits = 30)
central(h) = (f(0.7 + h) - f(0.7 - h))/(2*h)
eval(central(1e-2) - f'(0.7))
eval(central(1e-5) - f'(0.7))
eval(central(1e-9) - f'(0.7))
eval(central(1e-13) - f'(0.7))
END
# Each of a million points of -6..6 by compiled derivatives; the sums and samples, not the times.
gradus batch <<'END' | sed 's/"nanoseconds":\[[^]]*\]/"nanoseconds":[...]/'
{"id":1,"op":"map","expr":"diff(x^2, x)","grid":{"x":[-6,6,1000000]},"repeat":3,"threads":1}
{"id":2,"op":"map","expr":"diff(2x^3 - 3x^2 + 5, x)","grid":{"x":[-6,6,1000000]},"repeat":3,"threads":1}
{"id":3,"op":"map","expr":"diff(exp(-2x) + 3sin(3x), x)","grid":{"x":[-6,6,1000000]},"repeat":3,"threads":1}
END
# Their times and errors beside differences and forward-mode automatic differentiation, as a table
# and a picture: cargo run --release --example derivative_costs -- costs.svg
# The errors of one-sided and of central differences, as the step shrinks; the exact derivative has
# none but the last digit.
gradus plot 'one_sided = abs((exp(-1.4 - 2h) + 3sin(2.1 + 3h) - exp(-1.4) - 3sin(2.1))/h + 2exp(-1.4) - 9cos(2.1))' 'central = abs((exp(-1.4 - 2h) + 3sin(2.1 + 3h) - exp(-1.4 + 2h) - 3sin(2.1 - 3h))/(2h) + 2exp(-1.4) - 9cos(2.1))' h=1e-13..0.1 --log h,y --title 'errors of differences' -o "$pictures/L07-errors.svg"
