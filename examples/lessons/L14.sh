#!/bin/sh
# Taylor polynomials
gradus taylor 'sin(x)' x=0 --order 1
gradus taylor 'sin(x)' x=0 --order 3
gradus taylor 'sin(x)' x=0 --order 7
gradus taylor 'sin(x)' x=0 --order 25
gradus plot 'sin(x)' x=-10..10 y=-3..3 --with taylor=0 -o "$pictures/L14-taylor.svg"
# In a page the order is a slider.
gradus plot 'sin(x)' x=-10..10 y=-3..3 --with taylor=0 -o "$pictures/L14-taylor.html"
