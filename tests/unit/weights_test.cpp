#include "engine/model/weights.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include <limits>

#include "engine/core/error.h"
#include "engine/io/safetensors.h"
#include "tests/support/temporary_folder.h"

namespace im {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;
using testing::Not;

/// Two parameters (4, 3), (4) and one buffer (2).
struct SmallImpl : torch::nn::Module {
    SmallImpl() {
        linear = register_module("linear", torch::nn::Linear(3, 4));
        scale = register_buffer("scale", torch::tensor({1.5f, -2.0f}));
    }
    torch::nn::Linear linear{nullptr};
    torch::Tensor scale;
};
TORCH_MODULE(Small);

std::string message_of(const std::function<void()>& action, ErrorKind kind) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), kind) << error.what();
        return error.what();
    }
    ADD_FAILURE() << "expected an error";
    return "";
}

TEST(Weights, ComeBackBitForBitThroughAFile) {
    TemporaryFolder folder;
    Small from, to;
    from->scale.fill_(7);
    save_tensors(folder / "small.safetensors", tensors_of(*from, "net."), {{"step", "12"}});
    load_into(*to, folder / "small.safetensors", "net.");
    EXPECT_TRUE(torch::equal(to->linear->weight, from->linear->weight));
    EXPECT_TRUE(torch::equal(to->linear->bias, from->linear->bias));
    EXPECT_TRUE(torch::equal(to->scale, from->scale)) << "buffers belong to the weights";
    EXPECT_EQ(SafetensorsFile::read(folder / "small.safetensors").metadata().at("step"), "12");
}

TEST(Weights, KnownOnesAreCopiedAndTheOthersStay) {
    Small from, to;
    from->scale.fill_(7);
    auto known = tensors_of(*from);
    known.erase("linear.bias");
    known["stranger"] = torch::zeros({1});
    const auto bias = to->linear->bias.clone();
    copy_known(*to, known);
    EXPECT_TRUE(torch::equal(to->linear->weight, from->linear->weight));
    EXPECT_TRUE(torch::equal(to->scale, from->scale));
    EXPECT_TRUE(torch::equal(to->linear->bias, bias));
    EXPECT_TRUE(to->linear->weight.requires_grad()) << "it goes on learning";
}

TEST(Weights, OfHalfPrecisionArriveAsFloat32) {
    TemporaryFolder folder;
    Small from, to;
    save_tensors(folder / "half.safetensors", tensors_of(*from), {}, StoredFloats::Float16);
    EXPECT_EQ(SafetensorsFile::read(folder / "half.safetensors").at("linear.weight").dtype, "F16");
    const auto tensors = load_tensors(folder / "half.safetensors");
    EXPECT_EQ(tensors.at("linear.weight").scalar_type(), torch::kFloat32);
    load_into(*to, tensors);
    EXPECT_TRUE(torch::equal(to->linear->weight, from->linear->weight.to(torch::kHalf).to(torch::kFloat)));
}

TEST(Weights, KeepEveryTypeOfInteger) {
    TemporaryFolder folder;
    const TensorMap tensors{{"bool", torch::tensor({true, false})},
                            {"i64", torch::tensor({std::int64_t{1} << 40, std::int64_t{-3}}, torch::kInt64)},
                            {"u8", torch::tensor({0, 255}, torch::kUInt8)},
                            {"empty", torch::zeros({0, 3})},
                            {"scalar", torch::tensor(2.5f)}};
    save_tensors(folder / "all.safetensors", tensors);
    const auto found = load_tensors(folder / "all.safetensors");
    ASSERT_EQ(found.size(), tensors.size());
    for (const auto& [name, tensor] : tensors) {
        EXPECT_EQ(found.at(name).scalar_type(), tensor.scalar_type()) << name;
        EXPECT_TRUE(torch::equal(found.at(name), tensor)) << name;
    }
}

TEST(Weights, OfATransposedTensorAreStoredAsTheyRead) {
    TemporaryFolder folder;
    const auto matrix = torch::arange(6, torch::kFloat32).view({2, 3}).t();
    save_tensors(folder / "t.safetensors", {{"t", matrix}});
    EXPECT_TRUE(torch::equal(load_tensors(folder / "t.safetensors").at("t"), matrix));
}

TEST(Weights, ThatDoNotFitAreAllListedInOneMessage) {
    Small module;
    const auto before = module->linear->weight.clone();
    TensorMap tensors{{"net.linear.weight", torch::ones({4, 3})},
                      {"net.scale", torch::ones({3})},
                      {"net.extra", torch::ones({5})},
                      {"optimizer.step", torch::ones({1})}};
    const auto message =
        message_of([&] { load_into(*module, tensors, "net.", "small.safetensors"); }, ErrorKind::Input);
    EXPECT_THAT(message, HasSubstr("small.safetensors: 3 tensor(s)"));
    EXPECT_THAT(message, HasSubstr("missing: net.linear.bias (4)"));
    EXPECT_THAT(message, HasSubstr("wrong shape: net.scale: expected (2), found (3)"));
    EXPECT_THAT(message, HasSubstr("unexpected: net.extra (5)"));
    EXPECT_THAT(message, Not(HasSubstr("optimizer"))) << "names without the prefix belong to others";
    EXPECT_TRUE(torch::equal(module->linear->weight, before)) << "a failed load changes nothing";
}

TEST(Weights, WithNaNOrInfAreRefused) {
    Small module;
    for (const float poison :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        auto tensors = tensors_of(*Small());
        tensors["linear.bias"] = torch::tensor({0.f, poison, 0.f, 0.f});
        const auto message = message_of([&] { load_into(*module, tensors); }, ErrorKind::Input);
        EXPECT_THAT(message, HasSubstr("NaN or Inf: linear.bias"));
    }
}

TEST(Weights, TooLargeForHalfPrecisionAreNotStoredAsInfinity) {
    TemporaryFolder folder;
    const TensorMap tensors{{"big", torch::tensor({1e6f})}};
    const auto message =
        message_of([&] { save_tensors(folder / "big.safetensors", tensors, {}, StoredFloats::Float16); },
                   ErrorKind::Usage);
    EXPECT_THAT(message, HasSubstr("big"));
    EXPECT_FALSE(std::filesystem::exists(folder / "big.safetensors"));
}

TEST(Weights, OfAMissingFileNameTheFile) {
    Small module;
    const auto message = message_of([&] { load_into(*module, std::filesystem::path("no/such.safetensors")); },
                                    ErrorKind::Input);
    EXPECT_THAT(message, HasSubstr("no/such.safetensors"));
}

}  // namespace
}  // namespace im
