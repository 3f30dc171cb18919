#include "engine/direct/scene_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using testing::HasSubstr;

Scene parsed(const std::string& text) {
    return parse_scene(nlohmann::json::parse(text), "scene.json", "");
}

void expect_refused(const std::string& text, const std::vector<std::string>& parts) {
    try {
        parsed(text);
        FAIL() << "accepted " << text;
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        for (const std::string& part : parts) EXPECT_THAT(error.what(), HasSubstr(part));
    }
}

constexpr const char* kWhole = R"({
  "format": "instructmotion scene", "version": 1, "model": "starter",
  "sampling": {"temperature": 0.9, "top_k": 40, "top_p": 0.95, "guidance": 2},
  "figures": [
    {"name": "Ann", "seed": 18446744073709551615, "best_of": 8, "form": "tokens",
     "blocks": [{"prompt": "a person walks", "seconds": 4.5, "seed": 3}, {"prompt": "a person waves"}],
     "path": {"points": [[0, 0], [1, 2.5]], "closed": true, "seconds": 6, "facing": 90},
     "pins": [{"part": "left hand", "at": 2, "place": [0.3, 1.5, 2]},
              {"part": "pelvis", "from": 1, "to": 2, "place": [0, 1]},
              {"part": "facing", "at": 3, "degrees": -90}],
     "poses": [{"at": 1, "clip": "kick.npy", "clip_at": 0.5}],
     "place": [1, -2], "turn": 45},
    {"clip": "walk.bvh", "seed": 0,
     "edits": [{"edit": "between", "from": 1, "to": 2, "prompt": "a jump", "seed": 5, "candidates": 8, "variation": 3},
               {"edit": "onward", "from": 3, "prompt": "sits", "seed": 1, "candidates": 16, "variation": 0, "seconds": 2},
               {"edit": "trim", "from": 0, "to": 4}, {"edit": "mirror"}, {"edit": "reverse"},
               {"edit": "tempo", "factor": 0.5}, {"edit": "loop", "times": 3}]}]
})";

TEST(SceneJson, SaysAllThatWasRead) {
    const auto content = nlohmann::json::parse(kWhole);
    EXPECT_EQ(to_json(parse_scene(content, "scene.json", "")), content);
}

TEST(SceneJson, ASequenceIsASceneOfOneFigure) {
    const Scene scene = parsed(R"({"format": "instructmotion sequence", "version": 1, "seed": 7,
        "blocks": [{"prompt": "a person walks", "seconds": 2}, {"prompt": ""}]})");
    ASSERT_EQ(scene.figures.size(), 1u);
    EXPECT_EQ(scene.figures[0].seed, 7u);
    ASSERT_EQ(scene.figures[0].blocks.size(), 2u) << "an empty prompt is kept: it may be typed later";
    EXPECT_EQ(scene.figures[0].blocks[0].seconds, 2);
    EXPECT_FALSE(scene.figures[0].blocks[1].seconds);
    EXPECT_FALSE(scene.sampling);
    EXPECT_EQ(parsed(R"({"blocks": [{"prompt": "walks"}]})").figures[0].blocks[0].prompt, "walks")
        << "the short form";
}

TEST(SceneJson, TakesFiveHundredBlocksAndNotAMillion) {
    nlohmann::json content = {{"blocks", nlohmann::json::array()}};
    for (int i = 0; i < 500; ++i)
        content["blocks"].push_back({{"prompt", "a person walks"}, {"seconds", 0.1}});
    EXPECT_EQ(parse_scene(content, "s", "").figures[0].blocks.size(), 500u);
    for (int i = 0; i < 2000; ++i) content["blocks"].push_back({{"prompt", "a person walks"}});
    EXPECT_THROW(parse_scene(content, "s", ""), Error);
}

TEST(SceneJson, SaysWhatIsWrongAndWhere) {
    expect_refused(R"({"version": 2, "blocks": [{"prompt": "walks"}]})",
                   {"version 1", "found 2", "newer program"});
    expect_refused(R"({"format": "instructmotion clip", "blocks": []})", {"format", "instructmotion scene"});
    expect_refused(R"({"blocks": []})", {"blocks or a clip", "neither"});
    expect_refused(R"({"blocks": [{"prompt": "walks"}], "clip": "a.bvh"})", {"both"});
    expect_refused(R"({"blocks": [{"seconds": 2}]})", {"blocks[0]", "prompt"});
    expect_refused(R"({"blocks": [{"prompt": "a"}, {"prompt": "b", "seconds": 0}]})",
                   {"blocks[1].seconds", "more than 0"});
    expect_refused(R"({"blocks": [{"prompt": "a", "seconds": -1}]})", {"blocks[0].seconds", "-1"});
    expect_refused(R"({"blocks": [{"prompt": "a", "seconds": 1e300}]})", {"blocks[0].seconds"});
    expect_refused(R"({"blocks": [{"prompt": "a", "seconds": "two"}]})", {"blocks[0].seconds", "two"});
    expect_refused(R"({"blocks": [{"prompt": "a", "speed": 2}]})", {"blocks[0]", "unknown key speed"});
    expect_refused(R"({"blocks": [{"prompt": "a", "seed": -4}]})", {"blocks[0].seed", "-4"});
    expect_refused(R"({"blocks": {"prompt": "a"}})", {"blocks", "a list"});
    expect_refused(R"({"blocks": [{"prompt": "a"}], "path": {"points": []}})", {"path.points", "none"});
    expect_refused(R"({"blocks": [{"prompt": "a"}], "path": {"points": [[0, 0], [1]]}})", {"path.points[1]"});
    expect_refused(R"({"blocks": [{"prompt": "a"}], "path": {"points": [[0, 1e9]]}})",
                   {"path.points[0]", "1000"});
    expect_refused(R"({"blocks": [{"prompt": "a"}], "pins": [{"part": "tail", "at": 1}]})",
                   {"pins[0].part", "left hand", "tail"});
    expect_refused(
        R"({"blocks": [{"prompt": "a"}], "pins": [{"part": "left hand", "at": 1, "place": [0, 1]}]})",
        {"pins[0].place"});
    expect_refused(
        R"({"blocks": [{"prompt": "a"}], "pins": [{"part": "pelvis", "from": 2, "to": 1, "place": [0, 1]}]})",
        {"pins[0].to"});
    expect_refused(R"({"blocks": [{"prompt": "a"}], "edits": [{"edit": "tempo", "factor": 9}]})",
                   {"edits[0].factor", "9"});
    expect_refused(R"({"format": "instructmotion scene", "figures": []})", {"figures", "none"});
    expect_refused("[1, 2]", {"an object"});
}

TEST(SceneJson, ACutOffFileAndNanAreNamedWithTheirLine) {
    TemporaryFolder folder;
    const auto refused = [&](const std::string& text) -> std::string {
        write_file_atomically(folder / "s.json", text);
        try {
            load_scene(folder / "s.json");
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            return error.what();
        }
        return "accepted";
    };
    const std::string whole = kWhole;
    for (std::size_t cut = 1; cut < whole.size(); cut += 37)
        EXPECT_THAT(refused(whole.substr(0, cut)), HasSubstr("s.json"));
    EXPECT_THAT(refused("{\"blocks\": [\n{\"prompt\": \"a\", \"seconds\": NaN}]}"), HasSubstr("s.json:2"));
    EXPECT_THAT(refused("{\"blocks\": [{\"prompt\": \"a\", \"seconds\": 1e999}]}"), HasSubstr("s.json"));
}

TEST(SceneJson, FilesAreNamedFromWhereTheSceneLies) {
    TemporaryFolder folder;
    std::filesystem::create_directories(folder / "scenes");
    Scene scene;
    scene.folder = folder.path();
    scene.figures.emplace_back().clip = "clips/walk.bvh";
    save_scene(folder / "scene.json", scene);
    EXPECT_EQ(load_scene(folder / "scene.json").figures[0].clip, "clips/walk.bvh");
    save_scene(folder / "scenes" / "scene.json", scene);
    const Scene moved = load_scene(folder / "scenes" / "scene.json");
    EXPECT_EQ(moved.figures[0].clip, std::filesystem::weakly_canonical(folder / "clips" / "walk.bvh"));
}

}  // namespace
}  // namespace im::test
