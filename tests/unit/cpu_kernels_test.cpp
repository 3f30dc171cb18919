#include "engine/generate/cpu_kernels.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/generate/packed_linear.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

torch::Tensor run(const PackedLinear& linear, const CpuKernels& kernels, const torch::Tensor& x,
                  int outputs) {
    const auto rows = static_cast<int>(x.size(0));
    auto y = torch::empty({rows, linear.outputs_padded()});
    float* to = y.data_ptr<float>();
    for (int panel = 0; panel < linear.panels(); ++panel) {
        linear.run_panel(kernels, panel,
                         {x.const_data_ptr<float>(), static_cast<std::size_t>(x.size(1)), rows},
                         PackedLinear::Then::Store, [&](int r) { return to + r * linear.outputs_padded(); });
    }
    return y.slice(1, 0, outputs).clone();
}

TEST(CpuKernels, EverySetMultipliesLikeTorchForAnyNumberOfRows) {
    torch::manual_seed(5);
    const auto weight = torch::randn({77, 600}), bias = torch::randn({77});
    const PackedLinear linear(weight, bias);
    const auto list = available_cpu_kernels();
    for (int i = 0; i < list.count; ++i) {
        for (const int rows : {1, 2, 3, 4, 5, 7, 11, 12, 13, 100, 200}) {
            const auto x = torch::randn({rows, 600});
            EXPECT_LT(largest_difference(run(linear, *list.sets[i], x, 77), torch::linear(x, weight, bias)),
                      5e-4)
                << list.sets[i]->name << ", rows " << rows;
        }
    }
}

TEST(CpuKernels, ARowIsTheSameToTheLastBitInAnyCompany) {
    const PackedLinear linear(torch::randn({40, 700}), torch::randn({40}));
    const auto x = torch::randn({130, 700});
    const auto list = available_cpu_kernels();
    for (int i = 0; i < list.count; ++i) {
        const auto together = run(linear, *list.sets[i], x, 40);
        for (const int row : {0, 11, 50, 129}) {
            const auto alone = run(linear, *list.sets[i], x.slice(0, row, row + 1).contiguous(), 40);
            EXPECT_TRUE(alone[0].equal(together[row])) << list.sets[i]->name << ", row " << row;
        }
    }
}

TEST(CpuKernels, EverySetNormalisesAndActivatesLikeTorch) {
    torch::manual_seed(6);
    const auto x = torch::randn({53}) * 3, weight = torch::randn({53}), bias = torch::randn({53});
    const auto grid = torch::linspace(-12, 12, 4001);
    const auto list = available_cpu_kernels();
    for (int i = 0; i < list.count; ++i) {
        auto y = torch::empty({53});
        list.sets[i]->layer_norm(x.const_data_ptr<float>(), weight.const_data_ptr<float>(),
                                 bias.const_data_ptr<float>(), 53, y.data_ptr<float>());
        EXPECT_LT(largest_difference(y, torch::layer_norm(x, {53}, weight, bias)), 1e-5)
            << list.sets[i]->name;
        auto activated = grid.clone();
        list.sets[i]->gelu(activated.data_ptr<float>(), 4001);
        EXPECT_LT(largest_difference(activated, torch::gelu(grid)), 2e-6) << list.sets[i]->name;
    }
}

TEST(CpuKernels, EverySetAttendsLikeTorch) {
    torch::manual_seed(7);
    constexpr int d = 24;
    const auto query = torch::randn({d}), keys = torch::randn({9, d}), values = torch::randn({9, d});
    const auto cache = torch::cat({keys, values}, 1).contiguous();  // a row: key, value
    const auto want = torch::softmax(torch::mv(keys, query) * 0.2, 0).matmul(values);
    const auto list = available_cpu_kernels();
    for (int i = 0; i < list.count; ++i) {
        std::vector<float> scores(32);
        auto y = torch::empty({d});
        const float* base = cache.const_data_ptr<float>();
        list.sets[i]->attend(query.const_data_ptr<float>(), {base, 4}, {base + 4 * 2 * d, 5}, 2 * d, d, d,
                             0.2f, scores.data(), y.data_ptr<float>());
        EXPECT_LT(largest_difference(y, want), 1e-5) << list.sets[i]->name;
    }
}

}  // namespace
}  // namespace im::test
