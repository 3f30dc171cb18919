// The path over the floor and the pins of the Direct panel, by mouse and keys.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <imgui_internal.h>
#include <glm/geometric.hpp>

#include "app/studio/actions/constraint_edits.h"
#include "app/studio/panels/panels.h"
#include "app/studio/shell/action_table.h"
#include "direct_fixture.h"
#include "engine/direct/scene_json.h"
#include "engine/motion/representation/skeleton.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using studio::Handle;
using studio::HandleKind;

class ConstraintsTest : public DirectTest {
  protected:
    const std::optional<DrawnPath>& path() { return direct().constraints.path; }
    const std::vector<Pin>& pins() { return direct().constraints.pins; }
    /// Looks down at the floor, and keeps still.
    void look_at_floor(ImGuiTestContext& user) {
        state().viewport.follow = false;
        state().playback.playing = false;
        user.Yield(40);
        render::OrbitCamera& camera = app_->scene().camera();
        camera.target = {0, 0, 1};
        camera.distance = 9;
        camera.yaw = 0;
        camera.pitch = 1;
        user.Yield(2);
    }
    ImVec2 pixel_of(const glm::vec3& place) {
        const ImGuiWindow* window = ImGui::FindWindowByName(studio::kViewportPanel.title);
        const studio::ViewportScene& scene = app_->scene();
        const auto at = scene.camera().project(place, scene.size());
        const ImVec2 corner = window->ContentRegionRect.Min;
        return {corner.x + at->x, corner.y + at->y};
    }
    void click_floor(ImGuiTestContext& user, float x, float z) {
        user.MouseMoveToPos(pixel_of({x, 0, z}));
        user.MouseClick();
        user.Yield(2);
    }
    void drag_to(ImGuiTestContext& user, const char* handle, const glm::vec3& place) {
        user.MouseMove(handle);
        user.MouseDown();
        user.MouseMoveToPos(pixel_of(place));
        user.MouseUp();
        user.Yield(2);
    }
    /// A path of three way points: ahead, then to the left.
    void draw_path(ImGuiTestContext& user) {
        look_at_floor(user);
        user.ItemClick("//Direct/###draw path");
        user.Yield(2);
        for (const glm::vec2& place : {glm::vec2(0, 0), glm::vec2(0, 1.5f), glm::vec2(1.5f, 1.5f)}) {
            click_floor(user, place.x, place.y);
        }
    }
    void choose_part(ImGuiTestContext& user, PinnedPart part) {
        direct().handles.part = part;
        user.Yield();
    }
};

TEST_F(ConstraintsTest, ClicksOnTheFloorMakeAPathThatIsDraggedAndTakenBackStepByStep) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        draw_path(user);
        ASSERT_TRUE(path());
        ASSERT_EQ(path()->points.size(), 3u);
        EXPECT_NEAR(path()->points[1].y, 1.5, 0.05);
        EXPECT_NEAR(path()->points[2].x, 1.5, 0.05);
        drag_to(user, "//Viewport/way point 3", {-1, 0, 2});
        EXPECT_NEAR(path()->points[2].x, -1, 0.1);
        EXPECT_NEAR(path()->points[2].y, 2, 0.1);
        EXPECT_EQ(direct().handles.chosen, (Handle{HandleKind::WayPoint, 2}));
        click_floor(user, 0, 0.7f);
        ASSERT_EQ(path()->points.size(), 4u);
        EXPECT_NEAR(path()->points[1].y, 0.7, 0.05) << "on the line: between the two";
        user.KeyPress(kUndo);
        EXPECT_EQ(path()->points.size(), 3u);
        user.KeyPress(kUndo);
        EXPECT_NEAR(path()->points[2].x, 1.5, 0.05) << "the drag was one edit";
        user.KeyPress(kUndo);
        EXPECT_EQ(path()->points.size(), 2u);
        user.KeyPress(kRedo);
        EXPECT_EQ(path()->points.size(), 3u);
    });
}

TEST_F(ConstraintsTest, RightClickAndDeleteRemoveWayPointsAndEscapeEndsDrawing) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        draw_path(user);
        ASSERT_EQ(path()->points.size(), 3u);
        user.MouseMove("//Viewport/way point 1");
        user.MouseClick(ImGuiMouseButton_Right);
        user.Yield(2);
        ASSERT_EQ(path()->points.size(), 2u);
        EXPECT_NEAR(path()->points[0].y, 1.5, 0.05) << "the first is gone";
        user.ItemClick("//Viewport/way point 2");
        user.KeyPress(ImGuiKey_Delete);
        ASSERT_EQ(path()->points.size(), 1u);
        EXPECT_TRUE(direct().handles.drawing);
        user.KeyPress(ImGuiKey_Escape);
        EXPECT_FALSE(direct().handles.drawing);
        click_floor(user, 1, 0);
        EXPECT_EQ(path()->points.size(), 1u) << "clicks choose figures again";
        user.ItemClick("//Direct/###clear path");
        EXPECT_FALSE(path());
        user.KeyPress(kUndo);
        EXPECT_TRUE(path());
    });
}

TEST_F(ConstraintsTest, ATakeIsNotDeletedWhileAHandleHasTheKeys) {
    drive([&](ImGuiTestContext& user) {
        generate_clips(user, "a person walks forward");
        open_panel(user);
        draw_path(user);
        user.KeyPress(ImGuiKey_Delete);
        EXPECT_EQ(state().takes.size(), 1u);
        EXPECT_EQ(path()->points.size(), 2u);
    });
}

TEST_F(ConstraintsTest, ShapesAndHowThePathIsWalkedAreSetInThePanel) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        EXPECT_EQ(studio::why_not(state(), studio::find_action("direct.clear_path")), "There is no path.");
        user.ItemClick("//Direct/###circle");
        ASSERT_TRUE(path());
        EXPECT_TRUE(path()->closed);
        EXPECT_NEAR(glm::distance(path()->points[0], path()->points[8]), 2.4, 1e-6) << "across";
        user.ItemClick("//Direct/###timed");
        EXPECT_EQ(path()->seconds, 5.0);
        user.ItemInputValue("//Direct/##path seconds", 7.5f);
        EXPECT_EQ(path()->seconds, 7.5);
        user.ItemClick("//Direct/###faces");
        EXPECT_EQ(path()->facing_deg, 0.0);
        user.ItemClick("//Direct/###corner");
        EXPECT_EQ(path()->points.size(), 3u);
        EXPECT_EQ(path()->seconds, 7.5) << "another shape, walked as before";
        user.KeyPress(kUndo);
        EXPECT_TRUE(path()->closed);
    });
}

TEST_F(ConstraintsTest, APinHoldsAPartWhereItIsAndIsMovedInNumbersAndInTheViewport) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        EXPECT_NE(studio::why_not(state(), studio::find_action("direct.pin")), "") << "there is no clip";
        generate_clips(user, "a person walks forward");
        open_panel(user);
        look_at_floor(user);
        state().playback.seek(1, 10);
        choose_part(user, PinnedPart::RightHand);
        user.ItemClick("//Direct/###pin");
        ASSERT_EQ(pins().size(), 1u);
        const glm::vec3 wrist = state().figure()->clip.frame(20)[kRightWrist];
        EXPECT_NEAR(pins()[0].from, 1, 1e-9);
        EXPECT_NEAR(glm::distance(glm::vec3(pins()[0].place), wrist), 0, 1e-6);
        user.ItemInputValue("//Direct/$$0/##y", 1.75f);
        user.ItemInputValue("//Direct/$$0/##span", 0.5f);
        EXPECT_NEAR(pins()[0].place.y, 1.75, 1e-5);
        EXPECT_NEAR(pins()[0].to, 1.5, 1e-6);
        user.ItemInputValue("//Direct/$$0/##from", 2.0f);
        EXPECT_NEAR(pins()[0].to, 2.5, 1e-6) << "the span moves along";
        const glm::vec3 to = glm::vec3(pins()[0].place) + glm::vec3(0.6f, 0, 0);
        drag_to(user, "//Viewport/pin 1", to);
        EXPECT_NEAR(pins()[0].place.x, to.x, 0.1);
        user.KeyPress(kUndo);
        EXPECT_NEAR(pins()[0].place.x, wrist.x, 1e-4);
        choose_part(user, PinnedPart::Pelvis);
        user.WindowFocus("//Direct");
        user.Yield(2);
        user.KeyPress(ImGuiKey_K);
        ASSERT_EQ(pins().size(), 2u);
        user.ItemClick("//Direct/$$1/###any height");
        EXPECT_TRUE(pins()[1].any_height);
        user.ItemClick("//Direct/$$0/###remove pin");
        ASSERT_EQ(pins().size(), 1u);
        EXPECT_EQ(pins()[0].part, PinnedPart::Pelvis);
        user.KeyPress(kUndo);
        EXPECT_EQ(pins().size(), 2u);
        choose_part(user, PinnedPart::Facing);
        user.ItemClick("//Direct/###pin");
        EXPECT_NEAR(pins()[2].degrees, 0, 1) << "the fake's figure faces +Z";
    });
}

TEST_F(ConstraintsTest, WhatIsMadeFollowsThemAndSaysHowFarItIsOff) {
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks", "a person waves"});
        direct().blocks[0].seconds = direct().blocks[1].seconds = 2;
        make(user);
        ASSERT_TRUE(state().take());
        look_at_floor(user);
        user.ItemClick("//Direct/###corner");
        state().playback.seek(1, 10);
        choose_part(user, PinnedPart::LeftHand);
        user.ItemClick("//Direct/###pin");
        EXPECT_FALSE(studio::path_error_cm(state().take(), direct().constraints)) << "not made with it";
        make(user);
        ASSERT_EQ(state().takes.size(), 2u) << direct().error;
        const auto missed = studio::path_error_cm(state().take(), direct().constraints);
        ASSERT_TRUE(missed);
        EXPECT_LT(*missed, 30);
        ASSERT_TRUE(studio::pin_miss(state().take(), pins()[0]));
        const float first_x = state().figure()->clip.frame(0)[0].x;
        EXPECT_NEAR(first_x, 0, 0.2) << "it begins at the path's start";
        user.ItemInputValue("//Direct/$$0/##y", 3.5f);
        EXPECT_FALSE(studio::pin_miss(state().take(), pins()[0])) << "it was moved since";
        make(user);
        ASSERT_TRUE(studio::pin_miss(state().take(), pins()[0]));
        EXPECT_GT(studio::pin_miss(state().take(), pins()[0])->cm, 20) << "out of reach";
        const auto& notices = direct().notices;
        EXPECT_TRUE(std::any_of(notices.begin(), notices.end(), [](const std::string& notice) {
            return notice.find("out of reach") != std::string::npos;
        }));
        direct().constraints = {};
        studio::perform(state(), services(), studio::find_action("take.reuse"));
        EXPECT_TRUE(path()) << "a take gives back what it was made with";
        EXPECT_EQ(pins().size(), 1u);
    });
}

TEST_F(ConstraintsTest, TheyAreThereAfterARestart) {
    studio::Constraints before;
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks", "a person waves"});
        make(user);
        user.ItemClick("//Direct/###snake");
        user.ItemClick("//Direct/###pin");
        make(user);
        ASSERT_TRUE(studio::pin_miss(state().take(), pins().at(0)));
        before = direct().constraints;
    });
    close();
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        EXPECT_EQ(direct().constraints, before);
        EXPECT_TRUE(studio::path_error_cm(state().take(), direct().constraints));
        EXPECT_TRUE(studio::pin_miss(state().take(), pins().at(0)));
    });
}

TEST_F(ConstraintsTest, ASceneKeepsThemAndGivesThemBack) {
    const fs::path file = folder_ / "way.json";
    drive([&](ImGuiTestContext& user) {
        open_panel(user);
        type_blocks(user, {"a person walks"});
        user.ItemClick("//Direct/###circle");
        make(user);
        user.ItemClick("//Direct/###pin");
        const studio::Constraints before = direct().constraints;
        direct().scene_file = file.string();
        user.ItemClick("//Direct/###save scene");
        user.Yield(3);
        user.ItemClick("//$FOCUSED/###scene yes");
        wait_for(user, "the file", [&] { return fs::exists(file); });
        const Scene scene = load_scene(file);
        ASSERT_TRUE(scene.figures.at(0).path);
        EXPECT_EQ(scene.figures[0].pins.size(), 1u);
        user.ItemClick("//Direct/###clear path");
        user.ItemClick("//Direct/###clear pins");
        EXPECT_FALSE(direct().constraints.any());
        user.ItemClick("//Direct/###open scene");
        user.Yield(3);
        user.ItemClick("//$FOCUSED/###scene yes");
        wait_for(user, "the path", [&] { return direct().constraints.any(); });
        EXPECT_EQ(direct().constraints, before);
        EXPECT_TRUE(direct().notices.empty()) << "nothing of it stays in the file";
        user.KeyPress(kUndo);
        EXPECT_FALSE(direct().constraints.any());
    });
}

// Without a window.

TEST(Constraints, NumbersOfADamagedFileAreBroughtIntoTheirRange) {
    const double nan = std::nan("");
    DrawnPath far;
    far.points = {{0, 5000}, {nan, 0}};
    far.seconds = -3;
    Pin unknown;
    unknown.part = static_cast<PinnedPart>(17);
    const Pin backwards{.part = PinnedPart::LeftFoot, .from = 3, .to = 1, .place = {0, -9e9, 0}};
    const auto found = studio::within_range({far, {unknown, backwards}});
    ASSERT_EQ(found.path->points.size(), 1u);
    EXPECT_EQ(found.path->points[0].y, studio::kFarthest);
    EXPECT_GT(*found.path->seconds, 0);
    ASSERT_EQ(found.pins.size(), 1u);
    EXPECT_EQ(found.pins[0].to, 3);
    EXPECT_EQ(found.pins[0].place.y, -studio::kFarthest);
    EXPECT_FALSE(studio::within_range({DrawnPath{}, {}}).path) << "no points, no path";
}

TEST(Constraints, TheDrawnLineIsTheWayThatIsWalked) {
    studio::PathLine line;
    studio::update_line(line, studio::preset_path(studio::PathPreset::Circle, {1, 0}));
    EXPECT_NEAR(line.metres, 2 * 3.1416 * 1.2, 0.4);
    EXPECT_NEAR(glm::distance(line.points.front(), line.points.back()), 0, 0.1) << "it is closed";
    DrawnPath far;
    far.points = {{-900, 0}, {900, 0}};
    studio::update_line(line, far);
    EXPECT_EQ(line.points.size(), 2u) << "no frame waits for a very long one";
    EXPECT_NEAR(line.metres, 1800, 1e-6);
}

}  // namespace
}  // namespace im::test
