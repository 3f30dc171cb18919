// What `export` and `import` say of files that leave something unsaid, and the options that say it.

#include <set>

#include <gmock/gmock.h>

#include "engine/core/files.h"
#include "engine/io/bvh.h"
#include "engine/io/clip_io.h"
#include "tests/cli/command_line_test.h"
#include "tests/support/bvh_text.h"
#include "tests/support/reader_corpus.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Reading : public CommandLine {
  protected:
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((folder / name).parent_path());
        write_file_atomically(folder / name, text);
    }
    Outcome good(std::vector<std::string> arguments) const {
        arguments.push_back("--json");
        Outcome outcome = run(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        return outcome;
    }
    static std::string take(const BvhStyle& style = {}) {
        return bvh_text(corpus_rig(), corpus_motion(), style);
    }
    /// Two blocks, each a figure.
    static std::string two_figures() { return take() + replaced(take(), "ROOT pelvis", "ROOT partner"); }
};

TEST_F(Reading, OneOfTwoFiguresIsWrittenAndTheOtherTold) {
    write("two.bvh", two_figures());
    const Outcome first = good({"export", "two.bvh", "-o", "out.bvh"});
    EXPECT_THAT(first.err, AllOf(HasSubstr("warning: two.bvh"), HasSubstr("2 takes in the file"),
                                 HasSubstr("1 \"pelvis\", 2 \"partner\""), HasSubstr("--take")));
    EXPECT_THAT(first.json()["warnings"].dump(), HasSubstr("2 takes in the file"));
    for (const char* choice : {"partner", "2"}) {
        const Outcome second = good({"export", "two.bvh", "-o", "out.bvh", "--take", choice});
        EXPECT_THAT(second.json()["warnings"], IsEmpty()) << choice;
    }
    const Outcome all = good({"export", "two.bvh", "-o", "out.glb", "--take", "all"});
    ASSERT_EQ(all.json_lines().size(), 2u);
    EXPECT_EQ(all.json_lines()[1]["take"], "partner");
    EXPECT_TRUE(fs::exists(folder / "out-pelvis.glb"));
    EXPECT_TRUE(fs::exists(folder / "out-partner.glb"));
    expect_error(3, {"export", "two.bvh", "-o", "out.bvh", "--take", "nobody"},
                 {"two.bvh", "take \"nobody\"", "2 in the file"});
}

TEST_F(Reading, ImportTakesEveryFigure) {
    write("in/two.bvh", two_figures());
    write("in/two.txt", "a person walks\n");
    EXPECT_EQ(good({"import", "in", "--out", "set"}).json()["clips"], 2);
    EXPECT_EQ(good({"import", "in", "--out", "one", "--take", "1"}).json()["clips"], 1);
}

TEST_F(Reading, AFrameTimeThatCannotBeMeantIsToldAndOverridden) {
    write("take.bvh", take({.frame_time = "1.0"}));
    const Outcome guessed = good({"export", "take.bvh", "-o", "out.glb"});
    EXPECT_NEAR(guessed.json()["seconds"].get<double>(), 40.0 / 30, 1e-6);
    EXPECT_THAT(guessed.err, AllOf(HasSubstr("a frame time of 1 s makes no sense"), HasSubstr("--file-fps")));
    for (const char* option : {"--fps", "--file-fps"}) {
        const Outcome told = good({"export", "take.bvh", "-o", "out.glb", option, "60"});
        EXPECT_EQ(told.json()["fps"], 60) << option;
        EXPECT_EQ(told.json()["frames"], 40) << option;
        EXPECT_THAT(told.json()["warnings"], IsEmpty()) << option;
    }
    write("in/take.bvh", take({.frame_time = "1.0"}));
    write("in/take.txt", "a person walks\n");
    const Outcome imported = good({"import", "in", "--out", "set"});
    EXPECT_EQ(imported.json()["clips"], 1);  // 1.3 s, not forty
    EXPECT_THAT(imported.json()["warnings"].dump(), HasSubstr("makes no sense"));
    expect_error(2, {"export", "take.bvh", "-o", "out.glb", "--file-fps", "0"}, {"--file-fps", "found 0"});
}

TEST_F(Reading, MotionKeepsItsPaceThroughNpy) {
    MotionClip clip = corpus_clip();
    clip.fps = 100;  // 0.4 s
    save_clip(folder / "fast.bvh", clip, {});
    const Outcome there = good({"export", "fast.bvh", "-o", "there.npy"});
    EXPECT_EQ(there.json()["fps"], 20);
    EXPECT_EQ(there.json()["frames"], 8);
    const Outcome back = good({"export", "there.npy", "-o", "back.bvh"});
    EXPECT_NEAR(back.json()["seconds"].get<double>(), 0.4, 1e-6);
    EXPECT_THAT(back.err, HasSubstr("states no frame rate: 20 frames a second"));
    // At a rate that was asked for, which the file then states.
    good({"export", "fast.bvh", "-o", "hundred.npy", "--fps", "100"});
    const Outcome hundred = good({"export", "hundred.npy", "-o", "back.bvh"});
    EXPECT_EQ(hundred.json()["fps"], 100);
    EXPECT_EQ(hundred.json()["frames"], 40);
    EXPECT_THAT(hundred.json()["warnings"], IsEmpty());
    EXPECT_THAT(hundred.err, Not(HasSubstr("warning")));
}

TEST_F(Reading, EncodingsAndCommasAreNamedWithoutTheirBytes) {
    write("wide.bvh", in_utf16(take(), true, true));
    const Outcome wide = good({"export", "wide.bvh", "-o", "out.bvh"});
    EXPECT_THAT(wide.err, HasSubstr("UTF-16 (little-endian)"));
    write("junk.bvh", "\xFF\xFE\x01\x80\x02\x03 \xC3\x28\x1B[31m\n");
    const Outcome junk = run({"export", "junk.bvh", "-o", "out.bvh"});
    EXPECT_EQ(junk.exit_code, 3);
    for (const char c : junk.err) EXPECT_TRUE(c == '\n' || (c >= ' ' && c != 0x7f) || (c & 0x80) != 0);
    write("comma.bvh", take({.frame_time = "0,05"}));
    EXPECT_THAT(good({"export", "comma.bvh", "-o", "out.bvh"}).err, HasSubstr("decimal commas (\"0,05\")"));
    EXPECT_EQ(good({"export", "comma.bvh", "-o", "out.bvh"}).json()["fps"], 20);
}

TEST_F(Reading, ARigWithoutAPoseThatStandsIsMendedOrRefused) {
    Rig rig = corpus_rig();
    RigMotion motion = corpus_motion();
    lay_along_x(rig, motion);
    write("rig.bvh", bvh_text(rig, motion));
    write("still.bvh", bvh_text(rig, motion, {.with_motion = false}));
    write("take.bvh", take());
    const Outcome mended = good({"export", "take.bvh", "-o", "out.bvh", "--rig", "rig.bvh"});
    EXPECT_THAT(mended.err, HasSubstr("the straightest frame"));
    expect_error(3, {"export", "take.bvh", "-o", "out.bvh", "--rig", "still.bvh"}, {"does not stand"});
    expect_error(2, {"export", "take.bvh", "-o", "out.bvh", "--rig", "rig.bvh", "--rig-up", "x"},
                 {"--rig-up"});
}

}  // namespace
}  // namespace im::test
