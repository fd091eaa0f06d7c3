#!/bin/sh
# Maximum likelihood
#
# k of n throws showed heads: the likelihood of the probability p, its slope, and where that is 0.
gradus factor 'diff(p^k*(1-p)^(n-k), p)'
gradus solve 'diff(p^k*(1-p)^(n-k), p) = 0' p
# The logarithm has its maximum at the same place, and is easier.
gradus diff 'k*log(p) + (n - k)*log(1 - p)' p
gradus solve 'diff(k*log(p) + (n - k)*log(1 - p), p) = 0' p
gradus maximize 'p^7*(1-p)^3' --start p=0.5
# For 7 of 10: the likelihood and its slope.
gradus plot 'p^7*(1-p)^3' p=0..1 --with derivative,critical -o "$pictures/L06-likelihood.svg"
