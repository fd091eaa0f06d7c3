#!/bin/sh
# The rules, step by step
gradus steps '5x^2' x
gradus steps '5x^2 + 3x + 1' x
gradus steps '(5x^2)(3x + 1)' x
gradus factor 'diff((5x^2)(3x + 1), x)'
gradus steps '5x^2/(3x + 1)' x
gradus factor 'diff(5x^2/(3x + 1), x)'
gradus steps '5(3x + 1)^2' x
gradus steps 'exp(3x + 1)' x
