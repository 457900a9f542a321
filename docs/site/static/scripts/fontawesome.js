// In place of the theme's file of this name, 1.5 MB that draw its dozen icons as pictures.
// Without it the theme takes them from a font that its stylesheet brings.
