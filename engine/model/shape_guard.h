#pragma once
// Shape checks at public tensor borders.

#include <string_view>
#include <vector>

#include <torch/types.h>

namespace im {

/// -1 in `expected` stands for any size. Throws Input naming both shapes.
void expect_shape(const torch::Tensor& tensor, const std::vector<std::int64_t>& expected,
                  std::string_view name);

}  // namespace im
