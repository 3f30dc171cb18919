#include "engine/io/safetensors.h"

#include <cstring>
#include <fstream>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string container(const std::string& header, std::size_t data_bytes) {
    const std::uint64_t length = header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return bytes + header + std::string(data_bytes, '\x01');
}

/// The message of the Input error, empty when the file was read. Who looks at the header alone is told the
/// same.
std::string refusal(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
    std::string by_header;
    try {
        safetensors_elements(file);
    } catch (const Error& e) {
        by_header = e.what();
    }
    try {
        SafetensorsFile::read(file);
        EXPECT_EQ(by_header, "");
    } catch (const Error& e) {
        EXPECT_EQ(by_header, e.what());
        EXPECT_EQ(e.kind(), ErrorKind::Input);
        EXPECT_THAT(e.what(), HasSubstr(file.string()));
        return e.what();
    }
    return "";
}

template <class T>
TensorView view_of(const std::string& dtype, const std::vector<T>& values) {
    return {dtype, {static_cast<std::int64_t>(values.size())}, std::as_bytes(std::span(values))};
}

TEST(Safetensors, GiveBackWhatWasWritten) {
    const TemporaryFolder folder;
    const std::vector<float> floats = {1.5f, -2.25f, 3e-20f};
    const std::vector<double> doubles = {0.1};
    const std::vector<std::int64_t> longs = {-5, 1ll << 40};
    const std::vector<std::int32_t> ints = {-7};
    const std::vector<std::int16_t> shorts = {-300, 300, 1};
    const std::vector<std::int8_t> bytes = {-1};
    const std::vector<std::uint8_t> flags = {1, 0, 255};
    write_safetensors(folder / "a.safetensors",
                      {{"f", {"F32", {3, 1}, std::as_bytes(std::span(floats))}},
                       {"d", view_of("F64", doubles)},
                       {"l", view_of("I64", longs)},
                       {"i", view_of("I32", ints)},
                       {"s", view_of("I16", shorts)},
                       {"b", view_of("I8", bytes)},
                       {"u", view_of("U8", flags)},
                       {"empty", {"F32", {0, 4}, {}}},
                       {"scalar", {"F32", {}, std::as_bytes(std::span(floats)).first(4)}}},
                      {{"made by", "Jörg \"quoted\""}});
    const auto file = SafetensorsFile::read(folder / "a.safetensors");
    EXPECT_EQ(file.tensors().size(), 9u);
    EXPECT_EQ(safetensors_elements(folder / "a.safetensors"), 15);
    EXPECT_EQ(file.as_float("f"), floats);
    EXPECT_THAT(file.at("f").shape, ElementsAre(3, 1));
    EXPECT_THAT(file.as_float("d"), ElementsAre(0.1f));
    EXPECT_EQ(file.as_int64("l"), longs);
    EXPECT_THAT(file.as_int64("i"), ElementsAre(-7));
    EXPECT_THAT(file.as_int64("s"), ElementsAre(-300, 300, 1));
    EXPECT_THAT(file.as_float("s"), ElementsAre(-300.0f, 300.0f, 1.0f));
    EXPECT_THAT(file.as_int64("b"), ElementsAre(-1));
    EXPECT_THAT(file.as_int64("u"), ElementsAre(1, 0, 255));
    EXPECT_EQ(file.at("empty").element_count(), 0);
    EXPECT_EQ(file.at("scalar").element_count(), 1);
    EXPECT_EQ(file.metadata().at("made by"), "Jörg \"quoted\"");
}

TEST(Safetensors, ReadHalfPrecisionAsFloat) {
    const TemporaryFolder folder;
    const std::vector<std::uint16_t> half = {0x3c00, 0xc000, 0x0001, 0x8000, 0x7bff, 0x7c00, 0x3555};
    const std::vector<std::uint16_t> brain = {0x3f80, 0xc040, 0x7f80};
    write_safetensors(folder / "h.safetensors",
                      {{"half", view_of("F16", half)}, {"brain", view_of("BF16", brain)}});
    const auto file = SafetensorsFile::read(folder / "h.safetensors");
    const float infinity = std::numeric_limits<float>::infinity();
    EXPECT_THAT(file.as_float("half"),
                ElementsAre(1.0f, -2.0f, 0x1p-24f, -0.0f, 65504.0f, infinity, 0.333251953125f));
    EXPECT_THAT(file.as_float("brain"), ElementsAre(1.0f, -3.0f, infinity));
    EXPECT_THROW(file.as_int64("half"), Error);
}

TEST(Safetensors, AreWrittenWithoutGapsAndAligned) {
    const TemporaryFolder folder;
    const std::vector<std::uint8_t> odd = {1, 2, 3};
    const std::vector<float> floats = {1, 2};
    const std::vector<std::int64_t> longs = {9};
    write_safetensors(
        folder / "a.safetensors",
        {{"a", view_of("U8", odd)}, {"b", view_of("F32", floats)}, {"c", view_of("I64", longs)}});
    const std::string bytes = read_text(folder / "a.safetensors");
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    EXPECT_EQ(length % 8, 0u);
    const auto header = nlohmann::json::parse(bytes.substr(8, length));
    EXPECT_EQ(header["c"]["data_offsets"], nlohmann::json({0, 8}));
    EXPECT_EQ(header["b"]["data_offsets"], nlohmann::json({8, 16}));
    EXPECT_EQ(header["a"]["data_offsets"], nlohmann::json({16, 19}));
    EXPECT_EQ(bytes.size(), 8 + length + 19);
}

TEST(Safetensors, RefuseEveryBrokenHeader) {
    const TemporaryFolder folder;
    const auto file = folder / "x.safetensors";
    const auto tensor = [](const std::string& dtype, const std::string& shape, const std::string& offsets) {
        return R"({"w":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
    };
    EXPECT_EQ(refusal(file, container(tensor(R"("F32")", "[2]", "[0,8]"), 8)), "");  // what is right

    EXPECT_THAT(refusal(file, ""), HasSubstr("found only 0 bytes"));
    EXPECT_THAT(refusal(file, "1234567"), HasSubstr("found only 7 bytes"));
    EXPECT_THAT(refusal(file, std::string(16, '\xff')), HasSubstr("header length"));
    EXPECT_THAT(refusal(file, container("{", 0)), HasSubstr("expected JSON"));
    EXPECT_THAT(refusal(file, container("[]", 0)), HasSubstr("expected an object, found array"));
    EXPECT_THAT(refusal(file, container("{\"\xff\":1}", 0)), HasSubstr("expected JSON"));
    EXPECT_THAT(refusal(file, container(std::string(100000, '['), 0)), HasSubstr("nested"));
    EXPECT_THAT(refusal(file, container(R"({"w":3})", 0)), HasSubstr("tensor \"w\": expected an object"));
    EXPECT_THAT(refusal(file, container(R"({"__metadata__":{"a":1}})", 0)), HasSubstr("expected a text"));
    EXPECT_THAT(refusal(file, container(R"({"w":{"shape":[2],"data_offsets":[0,8]}})", 8)),
                HasSubstr("\"dtype\" is missing"));
    EXPECT_THAT(refusal(file, container(R"({"w":{"dtype":"F32","data_offsets":[0,8]}})", 8)),
                HasSubstr("\"shape\" is missing"));
    EXPECT_THAT(refusal(file, container(R"({"w":{"dtype":"F32","shape":[2]}})", 8)),
                HasSubstr("\"data_offsets\" is missing"));
    EXPECT_THAT(refusal(file, container(tensor("4", "[2]", "[0,8]"), 8)),
                HasSubstr("dtype: expected a text"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F31")", "[2]", "[0,8]"), 8)), HasSubstr("found F31"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "2", "[0,8]"), 8)),
                HasSubstr("shape: expected a list"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "[-2]", "[0,8]"), 8)),
                HasSubstr("shape: expected whole numbers"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "[2.0]", "[0,8]"), 8)),
                HasSubstr("shape: expected whole numbers"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "[3]", "[0,8]"), 8)),
                HasSubstr("expected 12 bytes"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "[4294967296,4294967296]", "[0,8]"), 8)),
                HasSubstr("more elements"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "[4611686018427387904]", "[0,0]"), 0)),
                HasSubstr("more elements"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "[2]", "[0,8,9]"), 8)),
                HasSubstr("expected [begin, end]"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "[2]", "[8,0]"), 8)),
                HasSubstr("expected [begin, end]"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "[2]", "[0,8]"), 4)), HasSubstr("within 4 bytes"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "[2]", "[0,8]"), 9)),
                HasSubstr("expected 8 bytes of tensor data, found 9"));
    EXPECT_THAT(refusal(file, container(tensor(R"("F32")", "[2]", "[4,12]"), 12)),
                HasSubstr("leaves a hole"));
}

TEST(Safetensors, RefuseTensorsThatShareBytesOrNames) {
    const TemporaryFolder folder;
    const auto two = [](const char* first, const char* second, const char* offsets) {
        return fmt::format(
            R"({{"{}":{{"dtype":"F32","shape":[2],"data_offsets":[0,8]}},"{}":{{"dtype":"F32","shape":[2],"data_offsets":{}}}}})",
            first, second, offsets);
    };
    EXPECT_EQ(refusal(folder / "x", container(two("a", "b", "[8,16]"), 16)), "");
    EXPECT_THAT(refusal(folder / "x", container(two("a", "b", "[4,12]"), 12)), HasSubstr("overlaps"));
    EXPECT_THAT(refusal(folder / "x", container(two("a", "b", "[0,8]"), 8)), HasSubstr("overlaps"));
    EXPECT_THAT(refusal(folder / "x", container(two("a", "a", "[8,16]"), 16)),
                HasSubstr("\"a\" occurs twice"));
}

TEST(Safetensors, RefuseEveryTruncation) {
    const TemporaryFolder folder;
    const std::vector<float> floats = {1, 2, 3};
    write_safetensors(folder / "a.safetensors", {{"w", view_of("F32", floats)}});
    const std::string whole = read_text(folder / "a.safetensors");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_NE(refusal(folder / "b.safetensors", whole.substr(0, length)), "") << length << " bytes";
    }
}

TEST(Safetensors, NameAMissingTensorOrFile) {
    const TemporaryFolder folder;
    write_safetensors(folder / "a.safetensors", {});
    const auto file = SafetensorsFile::read(folder / "a.safetensors");
    EXPECT_FALSE(file.contains("w"));
    EXPECT_THROW(file.at("w"), Error);
    EXPECT_THROW(SafetensorsFile::read(folder / "none.safetensors"), Error);
}

TEST(Safetensors, AreNotWrittenWhenDataAndShapeDisagree) {
    const TemporaryFolder folder;
    const std::vector<float> floats = {1, 2, 3};
    TensorView view = view_of("F32", floats);
    view.shape = {2};
    EXPECT_THROW(write_safetensors(folder / "a.safetensors", {{"w", view}}), Error);
    view.shape = {-3};
    EXPECT_THROW(write_safetensors(folder / "a.safetensors", {{"w", view}}), Error);
    view = view_of("F31", floats);
    EXPECT_THROW(write_safetensors(folder / "a.safetensors", {{"w", view}}), Error);
    EXPECT_FALSE(std::filesystem::exists(folder / "a.safetensors"));
}

}  // namespace
}  // namespace im::test
