// Looking at a movement: trails, copies before and after, names of joints, kept views, sixteen at once.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <utility>

#include <gtest/gtest.h>
#include <imgui_internal.h>
#include <glm/geometric.hpp>

#include "app/studio/panels/panels.h"
#include "engine/motion/representation/skeleton.h"
#include "gui_harness.h"

namespace im::test {
namespace {

class ViewportTest : public StudioTest {
  protected:
    void show_clips(ImGuiTestContext& user, int variations = 1) {
        wait_for(user, "the model", [this] { return state().model.status == studio::ModelStatus::Ready; });
        state().prompt.variations = variations;
        type_prompt(user, "a person walks forward");
        press_generate(user);
        wait_until_done(user);
        state().playback.playing = false;
        state().playback.seek(1.0, 10);
        user.Yield(40);  // the camera has arrived
    }
    void open_menu(ImGuiTestContext& user, const char* button) {
        user.ItemClick(("//Viewport/**/###" + std::string(button)).c_str());
        user.Yield(2);
        user.SetRef("//$FOCUSED");
    }
    void close_menu(ImGuiTestContext& user) {
        user.SetRef("");
        user.PopupCloseAll();
        user.Yield(2);
    }
    ImVec2 pixel_of(std::size_t joint) {
        const ImGuiWindow* window = ImGui::FindWindowByName(studio::kViewportPanel.title);
        const studio::ViewportScene& scene = app_->scene();
        const auto at = scene.camera().project(scene.scene().figures[0].joints[joint], scene.size());
        const ImVec2 corner = window->ContentRegionRect.Min;
        return {corner.x + at->x, corner.y + at->y};
    }
};

TEST_F(ViewportTest, ChosenJointsDrawTheirWayAroundThePlayHead) {
    drive([&](ImGuiTestContext& user) {
        show_clips(user);
        open_menu(user, "motion");
        user.ItemCheck("**/Left wrist");
        user.Yield(2);
        const auto& trails = app_->scene().scene().figures[0].trails;
        ASSERT_EQ(trails.size(), 1u);
        const MotionClip& clip = state().take()->figures[0].clip;
        EXPECT_EQ(trails[0].points.front(), clip.frame(0)[kLeftWrist])
            << "1 s in: all frames from the beginning";
        EXPECT_LE(trails[0].ages.front(), 0);
        EXPECT_GT(trails[0].ages.back(), 0);
        EXPECT_GE(trails[0].ages.front(), -1);
        user.ItemClick("No trails");
        user.Yield(2);
        EXPECT_TRUE(app_->scene().scene().figures[0].trails.empty());
        close_menu(user);
    });
}

TEST_F(ViewportTest, CopiesStandWhereTheFigureWasAndWillBe) {
    drive([&](ImGuiTestContext& user) {
        show_clips(user);
        state().viewport.onion = {.before = 2, .after = 1, .step = 0.5f};
        user.Yield(2);
        const render::Scene& scene = app_->scene().scene();
        ASSERT_EQ(scene.ghosts.size(), 3u);
        const MotionClip& clip = state().take()->figures[0].clip;
        EXPECT_NEAR(scene.ghosts[0].joints[0].z, clip.frame(0)[0].z, 1e-4) << "1 s before";
        EXPECT_NEAR(scene.ghosts[2].joints[0].z, clip.frame(30)[0].z, 1e-4) << "half a second after";
        EXPECT_LT(scene.ghosts[0].opacity, scene.ghosts[1].opacity) << "the farther, the fainter";
        state().playback.seek(0, 10);
        user.Yield(2);
        EXPECT_EQ(scene.ghosts.size(), 1u) << "nothing was before the beginning";
        EXPECT_EQ(scene.figures.size(), 1u) << "copies are no figures to be picked or counted";
    });
}

TEST_F(ViewportTest, TheMouseNamesTheJointUnderIt) {
    drive([&](ImGuiTestContext& user) {
        show_clips(user);
        user.MouseMoveToPos(pixel_of(kLeftWrist));
        user.Yield(2);
        EXPECT_EQ(state().viewport.hovered_joint, "Left wrist");
        user.MouseMoveToPos(pixel_of(kHead));
        user.Yield(2);
        EXPECT_EQ(state().viewport.hovered_joint, "Head");
        state().viewport.joint_names = false;
        user.Yield(2);
        EXPECT_EQ(state().viewport.hovered_joint, "");
    });
}

TEST_F(ViewportTest, AKeptViewIsFoundAgainInALaterSession) {
    render::OrbitCamera kept;
    drive([&](ImGuiTestContext& user) {
        show_clips(user);
        state().viewport.follow = false;
        app_->scene().camera().orbit(300, -60);
        kept = app_->scene().camera();
        open_menu(user, "views");
        user.ItemClick("**/###Keep this view");
        close_menu(user);
        ASSERT_EQ(state().settings.bookmarks.size(), 1u);
        EXPECT_EQ(state().settings.bookmarks[0].name, "View 1");
    });
    close();
    drive([&](ImGuiTestContext& user) {
        show_clips(user);
        ASSERT_EQ(state().settings.bookmarks.size(), 1u);
        open_menu(user, "views");
        user.ItemClick("**/View 1");
        close_menu(user);
        user.Yield(60);
        const render::OrbitCamera& now = std::as_const(app_->scene()).camera();
        EXPECT_NEAR(std::remainder(now.yaw - kept.yaw, 6.2831853f), 0, 1e-3);
        EXPECT_NEAR(now.pitch, kept.pitch, 1e-3);
        EXPECT_NEAR(now.distance, kept.distance, 1e-2);
        EXPECT_FALSE(state().viewport.follow) << "a kept place is not left again at once";
        open_menu(user, "views");
        user.ItemClick("**/###drop");
        close_menu(user);
        EXPECT_TRUE(state().settings.bookmarks.empty());
    });
}

TEST_F(ViewportTest, ADamagedKeptViewIsLeftAside) {
    std::filesystem::create_directories(folder_ / "workspace");
    std::ofstream(folder_ / "workspace/settings.json")
        << R"({"bookmarks": [{"name": 3}, {"name": "mine", "target": [0, 1, 0], "distance": 1e9, "yaw": 1, "pitch": 9}]})";
    drive([&](ImGuiTestContext& user) {
        user.Yield(2);
        ASSERT_EQ(state().settings.bookmarks.size(), 1u);
        EXPECT_EQ(state().settings.bookmarks[0].camera.distance, render::OrbitCamera::kMaxDistance);
    });
}

TEST_F(ViewportTest, SixteenClipsPlaySideBySide) {
    drive([&](ImGuiTestContext& user) {
        show_clips(user, 16);
        state().viewport.trails.set(kLeftWrist);
        state().viewport.onion = {.before = 3, .after = 3, .step = 0.2f};
        user.Yield(40);
        const render::Scene& scene = app_->scene().scene();
        ASSERT_EQ(scene.figures.size(), 16u);
        EXPECT_LE(scene.ghosts.size(), 6u) << "with many, only the chosen one has copies";
        for (std::size_t i = 0; i < 16; ++i) {
            for (std::size_t j = 0; j < i; ++j)
                EXPECT_GT(glm::distance(scene.figures[i].joints[0], scene.figures[j].joints[0]), 1.0f);
        }
        // The camera follows gently where they walk apart.
        wait_for(user, "all of them in the picture", [&] {
            return std::all_of(scene.figures.begin(), scene.figures.end(), [&](const auto& figure) {
                const auto at = app_->scene().camera().project(figure.joints[0], app_->scene().size());
                return at && at->x > 0 && at->x < app_->scene().size().x;
            });
        });
    });
}

}  // namespace
}  // namespace im::test
