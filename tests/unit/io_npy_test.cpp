#include "engine/io/npy.h"

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string array(const std::string& header, const std::string& data, char version = 1) {
    std::string bytes = "\x93NUMPY";
    bytes += version;
    bytes += '\0';
    const auto length = static_cast<std::uint32_t>(header.size());
    bytes.append(reinterpret_cast<const char*>(&length), version == 1 ? 2 : 4);
    return bytes + header + data;
}

std::string header(const std::string& descr, const std::string& order, const std::string& shape) {
    return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

template <class T>
std::string bytes_of(std::initializer_list<T> values) {
    return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(T)};
}

NpyArray read(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
    return read_npy(file);
}

/// The message of the Input error, empty when the file was read.
std::string refusal(const std::filesystem::path& file, const std::string& bytes) {
    try {
        read(file, bytes);
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::Input);
        EXPECT_THAT(e.what(), HasSubstr(file.string()));
        EXPECT_THROW(read_npy_header(file), Error);
        return e.what();
    }
    return "";
}

TEST(Npy, GivesBackWhatWasWritten) {
    const TemporaryFolder folder;
    const std::vector<float> values = {1, 2, 3, 4, 5.5f, -6};
    write_npy(folder / "a.npy", {2, 1, 3}, values.data());
    const NpyArray back = read_npy(folder / "a.npy");
    EXPECT_EQ(back.dtype, "<f4");
    EXPECT_THAT(back.shape, ElementsAre(2, 1, 3));
    EXPECT_EQ(back.element_count(), 6);
    EXPECT_EQ(back.as_float(), values);
    const NpyHeader head = read_npy_header(folder / "a.npy");
    EXPECT_EQ(head.data_offset % 64, 0u);
    EXPECT_EQ(std::filesystem::file_size(folder / "a.npy"), head.data_offset + 24);
}

TEST(Npy, WritesOneDimensionAndNone) {
    const TemporaryFolder folder;
    const float value = 7;
    write_npy(folder / "a.npy", {1}, &value);
    EXPECT_THAT(read_text(folder / "a.npy"), HasSubstr("'shape': (1,), }"));
    EXPECT_THAT(read_npy(folder / "a.npy").shape, ElementsAre(1));
    write_npy(folder / "a.npy", {}, &value);
    EXPECT_THAT(read_npy(folder / "a.npy").as_float(), ElementsAre(7.0f));
    write_npy(folder / "a.npy", {0, 3}, nullptr);
    EXPECT_EQ(read_npy(folder / "a.npy").element_count(), 0);
}

TEST(Npy, ReadsEveryNumberType) {
    const TemporaryFolder folder;
    const auto file = folder / "a.npy";
    const auto floats = [&](const char* dtype, const std::string& data) {
        return read(file, array(header(dtype, "False", "(2,)"), data)).as_float();
    };
    EXPECT_THAT(floats("'<f4'", bytes_of<float>({1.5f, -2})), ElementsAre(1.5f, -2.0f));
    EXPECT_THAT(floats("'<f8'", bytes_of<double>({0.1, 2})), ElementsAre(0.1f, 2.0f));
    EXPECT_THAT(floats("'<i2'", bytes_of<std::int16_t>({-300, 7})), ElementsAre(-300.0f, 7.0f));
    EXPECT_THAT(floats("'<i4'", bytes_of<std::int32_t>({-70000, 7})), ElementsAre(-70000.0f, 7.0f));
    EXPECT_THAT(floats("'<i8'", bytes_of<std::int64_t>({-1, 7})), ElementsAre(-1.0f, 7.0f));
    EXPECT_THAT(floats("'|u1'", bytes_of<std::uint8_t>({200, 7})), ElementsAre(200.0f, 7.0f));
    EXPECT_THAT(floats("'|b1'", bytes_of<std::uint8_t>({1, 0})), ElementsAre(1.0f, 0.0f));
    EXPECT_THAT(floats("'|i1'", bytes_of<std::int8_t>({-100, 7})), ElementsAre(-100.0f, 7.0f));
    EXPECT_THAT(floats("'<u2'", bytes_of<std::uint16_t>({60000, 7})), ElementsAre(60000.0f, 7.0f));
    EXPECT_THAT(floats("'<u4'", bytes_of<std::uint32_t>({70000, 7})), ElementsAre(70000.0f, 7.0f));
    EXPECT_THAT(floats("'<u8'", bytes_of<std::uint64_t>({70000, 7})), ElementsAre(70000.0f, 7.0f));
    EXPECT_THAT(floats("'>i2'", std::string("\xfe\xd4\0\7", 4)), ElementsAre(-300.0f, 7.0f));
    EXPECT_THAT(floats("'>f4'", std::string("\x3f\xc0\0\0\xc0\0\0\0", 8)), ElementsAre(1.5f, -2.0f));
    // Halves: 1.5, -2, the smallest one, infinity, none.
    const auto halves = read(file, array(header("'<f2'", "False", "(4,)"),
                                         bytes_of<std::uint16_t>({0x3e00, 0xc000, 0x0001, 0x7c00})));
    EXPECT_EQ(halves.dtype, "<f4");
    EXPECT_THAT(halves.as_float(),
                ElementsAre(1.5f, -2.0f, std::ldexp(1.0f, -24), std::numeric_limits<float>::infinity()));
}

TEST(Npy, FortranOrderComesOutInCOrder) {
    const TemporaryFolder folder;
    const auto found =
        read(folder / "a.npy", array(header("'|u1'", "True", "(2, 3, 2)"),
                                     bytes_of<std::uint8_t>({0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11})));
    EXPECT_THAT(found.as_float(), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
}

TEST(Npy, ARateIsNotedBehindTheHeader) {
    const TemporaryFolder folder;
    const float values[] = {1, 2};
    write_npy(folder / "a.npy", {2}, values, 59.94);
    EXPECT_EQ(read_npy(folder / "a.npy").fps, 59.94);
    EXPECT_EQ(read_npy_header(folder / "a.npy").data_offset % 64, 0u);
    EXPECT_THAT(read_text(folder / "a.npy"), HasSubstr("'shape': (2,), } # fps: 59.94 "));
    write_npy(folder / "a.npy", {2}, values);
    EXPECT_EQ(read_npy(folder / "a.npy").fps, std::nullopt);
    const std::string data = bytes_of<float>({1});
    EXPECT_THAT(refusal(folder / "a.npy",
                        array("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} # fps: x", data)),
                HasSubstr("a frame rate"));
}

TEST(Npy, ReadsTheLaterFormatsAndOtherWaysToWriteTheHeader) {
    const TemporaryFolder folder;
    const std::string data = bytes_of<float>({3});
    for (const char version : {2, 3}) {
        EXPECT_EQ(refusal(folder / "a.npy", array(header("'<f4'", "False", "(1,)"), data, version)), "");
    }
    EXPECT_EQ(
        refusal(folder / "a.npy", array("{\"shape\":(1,),\"descr\":\"<f4\",\"fortran_order\":False}", data)),
        "");
}

TEST(Npy, RefusesEveryBrokenFile) {
    const TemporaryFolder folder;
    const auto file = folder / "x.npy";
    const std::string data = bytes_of<float>({1, 2});
    const auto with = [&](const std::string& descr, const std::string& order, const std::string& shape) {
        return refusal(file, array(header(descr, order, shape), data));
    };
    EXPECT_EQ(with("'<f4'", "False", "(2,)"), "");  // what is right

    EXPECT_THAT(refusal(file, "PK\x03\x04 not an array"), HasSubstr("expected a NumPy array"));
    EXPECT_THAT(refusal(file, array(header("'<f4'", "False", "(2,)"), data, 4)),
                HasSubstr("format 1 to 3, found 4"));
    EXPECT_EQ(with("'>f4'", "True", "(2,)"), "");
    EXPECT_THAT(with("'<f4'", "0", "(2,)"), HasSubstr("True or False"));
    EXPECT_THAT(with("'<c8'", "False", "(1,)"), HasSubstr("found <c8"));
    EXPECT_THAT(with("'|O'", "False", "(2,)"),
                HasSubstr("np.savez('x.npz', *np.load('x.npy', allow_pickle=True))"));
    EXPECT_THAT(with("'|O'", "False", "()"), HasSubstr("np.load('x.npy', allow_pickle=True).item()"));
    EXPECT_THAT(with("[('a', '<f4')]", "False", "(2,)"), HasSubstr("quoted word"));
    EXPECT_THAT(with("'<f4'", "False", "(3,)"), HasSubstr("expects 12 bytes of data, found 8"));
    EXPECT_THAT(with("'<f4'", "False", "(1,)"), HasSubstr("expects 4 bytes of data, found 8"));
    EXPECT_THAT(with("'<f4'", "False", "(-2,)"), HasSubstr("a size"));
    EXPECT_THAT(with("'<f4'", "False", "(2.0,)"), HasSubstr("',' or ')'"));
    EXPECT_THAT(with("'<f4'", "False", "[2]"), HasSubstr("'('"));
    EXPECT_THAT(with("'<f4'", "False", "(99999999999999999999,)"), HasSubstr("a size"));
    EXPECT_THAT(with("'<f4'", "False", "(4294967296, 4294967296)"), HasSubstr("too many bytes"));
    EXPECT_THAT(refusal(file, array("{'descr': '<f4', 'shape': (2,)}", data)),
                HasSubstr("expected descr, fortran_order and shape"));
    EXPECT_THAT(
        refusal(file, array("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", data)),
        HasSubstr("once"));
    EXPECT_THAT(
        refusal(file, array("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}", data)),
        HasSubstr("'more'"));
    EXPECT_THAT(refusal(file, array(header("'<f4'", "False", "(2,)") + "__import__('os')", data)),
                HasSubstr("the end of the header"));
    EXPECT_THAT(refusal(file, array("{'descr': '<f4", data)), HasSubstr("a closing quote"));
    std::string long_header = array(header("'<f4'", "False", "(2,)"), data, 2);
    long_header[11] = '\x7f';
    EXPECT_THAT(refusal(file, long_header), HasSubstr("npy header length"));
    EXPECT_THROW(read_npy(folder / "none.npy"), Error);
    EXPECT_THROW(read_npy(folder.path()), Error);
}

TEST(Npy, RefusesTooManyDimensions) {
    const TemporaryFolder folder;
    std::string shape = "(";
    for (int i = 0; i < 33; ++i) shape += "1,";
    EXPECT_THAT(refusal(folder / "x.npy", array(header("'<f4'", "False", shape + ")"), bytes_of<float>({1}))),
                HasSubstr("at most 32 dimensions"));
}

TEST(Npy, RefusesEveryTruncation) {
    const TemporaryFolder folder;
    const std::vector<float> values = {1, 2, 3};
    write_npy(folder / "a.npy", {3}, values.data());
    const std::string whole = read_text(folder / "a.npy");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_NE(refusal(folder / "b.npy", whole.substr(0, length)), "") << length << " bytes";
    }
}

}  // namespace
}  // namespace im::test
