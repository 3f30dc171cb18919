// Checkpoints that nobody's torch.save would write.

#include "engine/io/torch_pickle.h"

#include <unistd.h>

#include <fstream>

#include <gtest/gtest.h>

#include "engine/core/error.h"

namespace im {
namespace {
namespace fs = std::filesystem;

const std::string kMagic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e", 15);

std::string text(const std::string& value) {
    return std::string("X") + static_cast<char>(value.size()) + std::string(3, '\0') + value;
}

/// A file before torch 1.6 whose object is `object` and whose storages are those of `keys` (each of 4
/// floats).
std::string legacy(const std::string& object, const std::vector<std::string>& keys) {
    std::string file = kMagic;
    for (const std::string& part : {std::string("\x80\x02K\x01."), std::string("\x80\x02}."),
                                    "\x80\x02" + object + ".", std::string("\x80\x02]")}) {
        file += part;
    }
    for (const auto& key : keys) file += text(key) + "a";
    file += ".";
    const float values[] = {1, 2, 3, 4};
    for (std::size_t i = 0; i < keys.size(); ++i) {
        file += std::string("\x04\0\0\0\0\0\0\0", 8) +
                std::string(reinterpret_cast<const char*>(values), sizeof values);
    }
    return file;
}

/// _rebuild_tensor_v2(storage "0" of 4 floats, offset, shape, strides, False, OrderedDict()) with BININT1
/// numbers.
std::string tensor(int offset, const std::string& shape, const std::string& strides) {
    const std::string storage =
        "(" + text("storage") + "ctorch\nFloatStorage\n" + text("0") + text("cuda:3") + "K\x04tQ";
    return "ctorch._utils\n_rebuild_tensor_v2\n(" + storage + "K" +
           std::string(1, static_cast<char>(offset)) + shape + strides + "\x89" +
           "ccollections\nOrderedDict\n)RtR";
}

class Pickles : public testing::Test {
  protected:
    fs::path file = fs::temp_directory_path() / ("im-pickle-test-" + std::to_string(::getpid()));
    ~Pickles() override { fs::remove(file); }

    TorchCheckpoint read(const std::string& bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
        return TorchCheckpoint::read(file);
    }
    std::string message(const std::string& bytes) {
        try {
            read(bytes);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            EXPECT_NE(std::string(error.what()).find(file.string()), std::string::npos)
                << "names no file: " << error.what();
            return error.what();
        }
        return "";
    }
};

std::string in_dict(const std::string& value) {
    return "}" + text("w") + value + "s";
}

TEST_F(Pickles, ATransposedTensorArrivesInOrder) {
    const auto checkpoint = read(legacy(in_dict(tensor(0, "K\x02K\x02\x86", "K\x01K\x02\x86")), {"0"}));
    const auto& view = checkpoint.tensors().at("w");
    EXPECT_EQ(view.shape, (std::vector<std::int64_t>{2, 2}));
    const auto* values = reinterpret_cast<const float*>(view.data.data());
    EXPECT_EQ((std::vector<float>(values, values + 4)), (std::vector<float>{1, 3, 2, 4}));
}

TEST_F(Pickles, OtherFunctionsAreNamedAndNotRun) {
    const auto said = message(legacy("cposix\nsystem\n" + text("touch /tmp/x") + "\x85R", {}));
    EXPECT_NE(said.find("posix.system"), std::string::npos) << said;
    EXPECT_NE(message(legacy(text("os") + text("system") + "\x93", {})).find("os.system"), std::string::npos);
}

TEST_F(Pickles, TensorsBeyondTheirStorageAreRefused) {
    EXPECT_EQ(message(legacy(in_dict(tensor(0, "K\x04\x85", "K\x01\x85")), {"0"})), "");
    EXPECT_NE(message(legacy(in_dict(tensor(1, "K\x04\x85", "K\x01\x85")), {"0"})), "");
    EXPECT_NE(message(legacy(in_dict(tensor(0, "K\x02\x85", "K\x04\x85")), {"0"})), "");
    EXPECT_NE(message(legacy(in_dict(tensor(0, "K\x7fK\x7f\x86", "K\x01K\x01\x86")), {"0"})), "");
    EXPECT_NE(message(legacy(in_dict(tensor(0, "K\x7f\x85", std::string("K\0\x85", 3))), {"0"})), "");
    EXPECT_NE(message(legacy(in_dict(tensor(0, "K\x02K\x02\x86", "K\x01\x85")), {"0"})), "");
    // A huge shape in 64 bits, which would overflow if multiplied out.
    const std::string huge = "\x8a\x08" + std::string("\xff\xff\xff\xff\xff\xff\xff\x7f", 8);
    EXPECT_NE(message(legacy(in_dict(tensor(0, huge + huge + "\x86", "K\x01K\x01\x86")), {"0"})), "");
}

TEST_F(Pickles, MissingAndTruncatedStoragesAreNamed) {
    EXPECT_NE(message(legacy(in_dict(tensor(0, "K\x04\x85", "K\x01\x85")), {})).find("w"), std::string::npos);
    const auto whole = legacy(in_dict(tensor(0, "K\x04\x85", "K\x01\x85")), {"0"});
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_NE(message(whole.substr(0, size)), "") << size;
}

TEST_F(Pickles, KnotsAndTowersEndInAMessage) {
    // A dictionary that contains itself; a list in a list in a list ...
    EXPECT_NE(message(legacy("}q\x01" + text("a") + "h\x01s", {})), "");
    std::string tower(100000, ']');
    tower += std::string(99999, 'a');
    EXPECT_NE(message(legacy(tower, {})), "");
    // Doubling: each list holds the one before twice.
    std::string doubling = "]q\x01";
    for (int i = 0; i < 30; ++i) doubling += "h\x01h\x01\x86q\x01";
    EXPECT_NE(message(legacy(doubling, {})), "");
}

TEST_F(Pickles, StackErrorsEndInAMessage) {
    for (const std::string object : {"", "t", "s", "a", "R", "b", "Q", "u", "h\x05", "q\x01",
                                     "K\x01"
                                     "b",
                                     "K\x01Q", "\xff", "K\x01)R"}) {
        EXPECT_NE(message(legacy(object, {})), "") << "object: " << object;
    }
}

TEST_F(Pickles, OtherFilesAreRefused) {
    EXPECT_NE(message(""), "");
    EXPECT_NE(message("hello"), "");
    EXPECT_NE(message("PK\x03\x04"), "");
    EXPECT_NE(
        message(std::string("PK\x03\x04") + std::string(30, '\0') + "PK\x05\x06" + std::string(18, '\xff')),
        "");
}

}  // namespace
}  // namespace im
