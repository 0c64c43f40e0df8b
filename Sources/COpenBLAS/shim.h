#include <cblas.h>

/* LAPACK as Fortran has it: least squares by the singular value decomposition. */
void dgelsd_(
  const int *rows, const int *columns, const int *values, double *matrix, const int *leading,
  double *right, const int *leadingRight, double *singular, const double *rcond, int *rank,
  double *work, const int *size, int *integers, int *info);
