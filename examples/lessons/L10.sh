#!/bin/sh
# Gradient descent as an algorithm
#
# In the sauna, with a rate that leads there, and with one that is too long.
gradus minimize '50 - 1/50*x^2*(x-6)*y^2*(y-6)' --start x=1,y=3 --method gradient-descent --rate 0.1 --max-iterations 9 --tolerance 1e-4 --trace
gradus minimize '50 - 1/50*x^2*(x-6)*y^2*(y-6)' --start x=1,y=3 --method gradient-descent --rate 0.3 --max-iterations 19 --tolerance 1e-4
# Three wells: where the descent ends depends on where it starts.
wells='10 - (10/(3+3*(x-0.5)^2+3*(y-0.5)^2) + 2/(1+2*(x-3)^2+2*(y-1.5)^2) + 3/(1+0.5*(x-3.5)^2+0.5*(y-4)^2))'
gradus minimize "$wells" --start x=1,y=3 --method gradient-descent --rate 0.2 --max-iterations 49 --tolerance 1e-4
gradus minimize "$wells" --start x=1.2,y=3 --method gradient-descent --rate 0.2 --max-iterations 49 --tolerance 1e-4
gradus minimize "$wells" --start x=0.6,y=3 --method gradient-descent --rate 0.2 --max-iterations 49 --tolerance 1e-4
# All three, with proof.
gradus critical "$wells" --box x=0..5,y=0..5
gradus plot '50 - 1/50*x^2*(x-6)*y^2*(y-6)' x=0..5 y=0..5 --start x=1,y=3 --method gradient-descent --rate 0.3 --max-iterations 19 -o "$pictures/L10-sauna.svg"
gradus plot "$wells" x=0..5 y=0..5 --start 'x=1,y=3; x=1.2,y=3; x=0.6,y=3' --method gradient-descent --rate 0.2 --max-iterations 49 --tolerance 1e-4 --title 'gradient descent from three starts' -o "$pictures/L10-wells.svg"
gradus plot "$wells" x=0..5 y=0..5 --kind surface --start x=0.6,y=3 --method gradient-descent --rate 0.2 --max-iterations 49 --title 'three wells' -o "$pictures/L10-surface.svg"
# In a page the descent is animated, and its start, rate and steps can be moved.
gradus plot '50 - 1/50*x^2*(x-6)*y^2*(y-6)' x=0..5 y=0..5 --start x=1,y=3 --method gradient-descent --rate 0.1 --max-iterations 30 -o "$pictures/L10-sauna.html"
gradus plot "$wells" x=0..5 y=0..5 --start x=1,y=3 --method gradient-descent --rate 0.2 --max-iterations 49 --title 'three wells' -o "$pictures/L10-wells.html"
