#!/bin/sh
# One neuron, log loss
data=../../tests/data/lessons
loss='-mean(y*log(sigmoid(w1*x1 + w2*x2 + b)) + (1 - y)*log(1 - sigmoid(w1*x1 + w2*x2 + b)))'
gradus minimize "$loss" --data "$data"/neuron_classification.csv --start w1=0.08225363323705065,w2=0.18757349824832092,b=0 --method gradient-descent --rate 0.1 --value-tolerance 1e-4 --tolerance 0
# The loss on the way.
for steps in 100 200 300; do
    gradus minimize "$loss" --data "$data"/neuron_classification.csv --start w1=0.08225363323705065,w2=0.18757349824832092,b=0 --method gradient-descent --rate 0.1 --value-tolerance 1e-4 --tolerance 0 --max-iterations $steps 2>&1 | grep -E '^(f|iterations)'
done
# The slope of the loss of one row: sigmoid' = sigmoid*(1 - sigmoid) cancels.
gradus diff '-(y*log(sigmoid(w*x + b)) + (1 - y)*log(1 - sigmoid(w*x + b)))' w
# It stays finite far out.
gradus eval 'diff(-(y*log(sigmoid(w*x)) + (1 - y)*log(1 - sigmoid(w*x))), w)' w=1000 x=1 y=0
# The points by class, over the curved surface of the start and that of the end.
gradus plot 'sigmoid(0.08225363323705065*x1 + 0.18757349824832092*x2)' x1=-3..3 x2=-3..3 --kind surface --points "$data"/neuron_classification.csv --title 'the start' -o "$pictures/L12-start.svg"
gradus plot 'sigmoid(2.0587879344*x1 + 1.9991041138*x2 + 0.1086977807)' x1=-3..3 x2=-3..3 --kind surface --points "$data"/neuron_classification.csv --title 'the end' -o "$pictures/L12-end.svg"
gradus plot 'sigmoid(w1*x1 + w2*x2 + b)' x1=-3..3 x2=-3..3 --slide w1=0..6 --slide w2=-3..3 --slide b=-2..2 --points "$data"/neuron_classification.csv -o "$pictures/L12-neuron.html"
