#pragma once
// Curves as numbers: smoothing, and a table of them for other programs.

#include <string>
#include <utility>
#include <vector>

namespace im::studio {

using Series = std::vector<double>;

/// Exponential mean of what came before, `weight` of it kept at each point: 0 leaves all as it is, up to below 1. The
/// first points are not drawn towards zero (the weights of what there is sum to 1). What is no number stays so and does
/// not reach its neighbours.
Series smoothed(const Series& values, double weight);

/// Columns side by side under their names, a line a row; shorter ones and what is no number are left empty. Names are
/// quoted where they have to be (RFC 4180).
std::string csv_of(const std::vector<std::pair<std::string, Series>>& columns);

}  // namespace im::studio
