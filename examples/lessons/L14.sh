#!/bin/sh
# Taylor polynomials
for order in 1 3 5 7 9 11 13 15 17 19 21 23 25; do
    gradus taylor 'sin(x)' x=0 --order $order
done
gradus plot 'sin(x)' x=-10..10 y=-3..3 --with taylor=0 -o "$pictures/L14-taylor.svg"
# In a page the order is a slider, which plays from 0 to 25.
gradus plot 'sin(x)' x=-10..10 y=-3..3 --with taylor=0 -o "$pictures/L14-taylor.html"
