#!/bin/sh
# Critical points: the sauna
gradus factor 'diff(50 - 1/50*x^2*(x-6)*y^2*(y-6), x)'
gradus factor 'diff(50 - 1/50*x^2*(x-6)*y^2*(y-6), y)'
gradus critical '50 - 1/50*x^2*(x-6)*y^2*(y-6)' --box x=0..5,y=0..5
gradus critical '50 - 1/50*x^2*(x-6)*y^2*(y-6)' x y
gradus plot '50 - 1/50*x^2*(x-6)*y^2*(y-6)' x=0..5 y=0..5 --with critical -o "$pictures/L09-sauna.svg"
gradus plot '50 - 1/50*x^2*(x-6)*y^2*(y-6)' x=0..5 y=0..5 --kind surface --with critical -o "$pictures/L09-surface.svg"
