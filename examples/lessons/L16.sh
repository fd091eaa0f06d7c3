#!/bin/sh
# Fitting a Gaussian
data=../../tests/data/lessons
model='b + I/(sigma*sqrt(2*pi))*exp(-(x-mu)^2/(2*sigma^2))'
# The derived Jacobian.
gradus jacobian "$model" --wrt sigma,mu,I,b
# Levenberg-Marquardt gets there in a few steps.
gradus fit "y = $model" "$data"/gaussian.csv --start mu=25,sigma=3,I=1,b=0
# Gradient descent in mu and sigma alone, with a rate of 1000, needs thousands.
loss='sum((y - 1/(sigma*sqrt(2*pi))*exp(-(x-mu)^2/(2*sigma^2)))^2)'
for steps in 1 10 100 500 2000; do
    gradus minimize "$loss" --data "$data"/gaussian.csv --start mu=25,sigma=3 --method gradient-descent --rate 1000 --max-iterations $steps --tolerance 0 2>&1 | grep -E '^(mu|sigma|iterations)'
done
gradus plot "$loss" --data "$data"/gaussian.csv --start mu=25,sigma=3 --method gradient-descent --rate 1000 --max-iterations 2000 --tolerance 0 --kind convergence -o "$pictures/L16-convergence.svg"
gradus plot "$loss" mu=20..70 sigma=3..45 --data "$data"/gaussian.csv --start mu=25,sigma=3 --method gradient-descent --rate 1000 --max-iterations 500 --tolerance 0 --title 'sum of squares' -o "$pictures/L16-way.svg"
# A slip of published code: it multiplies by the model, and so by b too.
gradus check - <<'END'
b + I/(sigma*sqrt(2*pi))*exp(-(x-mu)^2/(2*sigma^2))
diff mu: (b + I/(sigma*sqrt(2*pi))*exp(-(x-mu)^2/(2*sigma^2)))*(x - mu)/sigma^2
END
# A straight line.
gradus gradient 'sum((y - m*x - c)^2)' --wrt m,c
gradus fit "y = $model" "$data"/gaussian.csv --start mu=25,sigma=3,I=1,b=0 --plot "$pictures/L16-fit.svg" 2>&1 | grep wrote
# A fit whose data are not exact has bands.
gradus fit 'y = exp(-b1*x)/(b2 + b3*x)' ../../tests/data/nist/Chwirut2.csv --start b1=0.1,b2=0.01,b3=0.02 --plot "$pictures/L16-bands.svg" 2>&1 | grep wrote
gradus plot 'sin(x)' x=0..2pi --with critical -o "$pictures/L16-sine.svg"
gradus plot '(4x^3 - cos(x) + 3*exp(x))/3000' x=-10..7 --with critical,inflections -o "$pictures/L16-saddle.svg"
gradus plot 'x^3*cos(x) - x*sin(x)' x=-20..20 --with critical -o "$pictures/L16-waves.svg"
