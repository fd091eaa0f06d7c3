#!/bin/sh
# One neuron, squared error
data=../../tests/data/lessons
loss='mean((y - (w1*x1 + w2*x2 + b))^2)/2'
gradus minimize "$loss" --data "$data"/neuron_regression.csv --start w1=0.4848663658301438,w2=0.41658182833414453,b=0 --method gradient-descent --rate 0.1 --value-tolerance 1e-4 --tolerance 0 --trace
# The least squares themselves.
gradus minimize "$loss" --data "$data"/neuron_regression.csv --start w1=0,w2=0,b=0
# The data with the plane of the start and that of the end.
gradus plot '0.4848663658301438*x1 + 0.41658182833414453*x2' x1=-3..3 x2=-3..3 --kind surface --points "$data"/neuron_regression.csv --title 'the start' -o "$pictures/L11-start.svg"
gradus plot '0.3874665643*x1 + 0.6160315571*x2 + 0.1373571515' x1=-3..3 x2=-3..3 --kind surface --points "$data"/neuron_regression.csv --title 'the least squares' -o "$pictures/L11-end.svg"
gradus plot '0.3874665643*x1 + 0.6160315571*x2 + 0.1373571515' x1=-3..3 x2=-3..3 --kind surface --points "$data"/neuron_regression.csv -o "$pictures/L11-end.html"
# A fit says how sure the weights are, and draws the plane with its residuals.
gradus fit 'y = w1*x1 + w2*x2 + b' "$data"/neuron_regression.csv --plot "$pictures/L11-fit.svg"
# The loss over both weights, and the way down.
gradus plot 'mean((y - (w1*x1 + w2*x2 + 0.137))^2)/2' w1=-0.5..1.2 w2=-0.4..1.4 --data "$data"/neuron_regression.csv --start w1=-0.3,w2=1.2 --method gradient-descent --rate 0.1 --max-iterations 40 --title 'loss' -o "$pictures/L11-loss.svg"
