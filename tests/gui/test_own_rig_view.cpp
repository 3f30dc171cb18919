// The clips of the viewport on a rig of the user's own.
#include <algorithm>
#include <cstdlib>

#include <glm/geometric.hpp>

#include "app/studio/actions/own_rig_view_actions.h"
#include "app/studio/actions/rig_actions.h"
#include "app/studio/state/own_rig_view.h"
#include "engine/io/clip_io.h"
#include "engine/io/scene_file.h"
#include "engine/motion/rig/rig_presets.h"
#include "gui_harness.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

class OwnRigViewTest : public StudioTest {
  protected:
    void SetUp() override {
        StudioTest::SetUp();
        const char* program = std::getenv("IM_PROGRAM");
        set_scene_reader(program != nullptr ? program : IM_PROGRAM);
        FigureScene own;
        own.rig = rig_preset("mixamo");
        for (RigJoint& joint : own.rig.joints) joint.rest.translation *= 1.5;
        const MotionClip still = moving_figure(1, [](int) { return 0.0; });
        const ExportOptions on_it{.own_rig = std::make_shared<FigureScene>(own)};
        save_clip(with_mesh(), still, {}, on_it);
        save_clip(bones_alone(), still, {}, on_it);
    }
    fs::path with_mesh() const { return folder_ / "tall.glb"; }
    fs::path bones_alone() const { return folder_ / "tall.bvh"; }

    void generate(ImGuiTestContext& user, int variations) {
        wait_for(user, "the model", [this] { return state().model.status == studio::ModelStatus::Ready; });
        state().prompt.variations = variations;
        type_prompt(user, "a person walks");
        press_generate(user);
        wait_until_done(user);
    }
    void choose_rig(ImGuiTestContext& user, const fs::path& file) {
        state().save.rig.chosen = true;
        state().save.rig.file = file.string();
        studio::open_own_rig(state(), services());
        wait_for(
            user, "the rig", [this] { return state().save.format.own_rig != nullptr; }, 90);
    }
    void wait_until_rigged(ImGuiTestContext& user) {
        wait_for(user, "the figures on the rig", [this] {
            const auto& figures = app_->scene().scene().figures;
            return !figures.empty() && std::all_of(figures.begin(), figures.end(),
                                                   [](const auto& figure) { return figure.rig != nullptr; });
        });
    }
    const render::Figure& figure(std::size_t i = 0) { return app_->scene().scene().figures.at(i); }
};

TEST_F(OwnRigViewTest, TheRigOfTheSaveDialogMovesInTheViewport) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 2);
        choose_rig(user, with_mesh());
        user.ItemClick("//Viewport/**/Own rig");
        wait_until_rigged(user);
        EXPECT_TRUE(render::shows_meshes(figure()));
        const auto top = [this](std::size_t i) {
            float y = 0;
            for (const glm::vec3& joint : figure(i).joints) y = std::max(y, joint.y);
            return y;
        };
        EXPECT_GT(top(0), 2.0f) << "as tall as the rig, not as the mannequin";
        EXPECT_GT(top(1), 2.0f);
        state().playback.playing = false;
        state().playback.seek(0, state().take()->ready_seconds());
        user.Yield(2);
        const glm::vec3 first = figure().skin.front()[3];
        state().playback.seek(1, state().take()->ready_seconds());
        user.Yield(2);
        EXPECT_GT(glm::distance(figure().skin.front()[3], first), 0.1f) << "it moves";
        state().viewport.onion.before = 2;
        user.Yield(2);
        ASSERT_FALSE(app_->scene().scene().ghosts.empty());
        EXPECT_TRUE(app_->scene().scene().ghosts[0].rig) << "so do its copies";
        user.ItemClick("//Viewport/**/Body");
        user.Yield(2);
        EXPECT_FALSE(figure().rig);
        EXPECT_LT(top(0), 2.0f);
    });
}

TEST_F(OwnRigViewTest, ARigWithoutMeshIsShownAsItsBones) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1);
        choose_rig(user, bones_alone());
        studio::show_own_rig(state(), services());
        wait_until_rigged(user);
        EXPECT_TRUE(render::shows_rig_bones(figure()));
    });
}

TEST_F(OwnRigViewTest, WithoutARigItIsSaidHowToGetOne) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1);
        user.ItemClick("//Viewport/**/Own rig");
        user.Yield(2);
        EXPECT_EQ(state().viewport.body, studio::BodyStyle::Body);
        ASSERT_FALSE(state().toasts.empty());
        EXPECT_NE(state().toasts.back().text.find("no rig of your own"), std::string::npos);
    });
}

TEST_F(OwnRigViewTest, TheRigThatWasUsedLastIsThereInTheNextSession) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1);
        choose_rig(user, with_mesh());
        studio::show_own_rig(state(), services());
        wait_until_rigged(user);
    });
    close();
    drive([&](ImGuiTestContext& user) {
        wait_for(user, "the last session", [this] { return state().session.begun; });
        EXPECT_EQ(state().viewport.body, studio::BodyStyle::OwnRig);
        wait_until_rigged(user);
        EXPECT_TRUE(render::shows_meshes(figure()));
    });
}

TEST_F(OwnRigViewTest, ARigThatCannotBeReadIsToldAndTheBodyIsShown) {
    drive([&](ImGuiTestContext& user) {
        generate(user, 1);
        state().save.rig.file = (folder_ / "nowhere.fbx").string();
        studio::show_own_rig(state(), services());
        wait_for(user, "the message", [this] { return state().viewport.body == studio::BodyStyle::Body; });
        ASSERT_FALSE(state().toasts.empty());
        EXPECT_NE(state().toasts.back().text.find("cannot be shown"), std::string::npos);
    });
}

TEST(OwnRigView, ClipsAreKnownByTheirMotion) {
    MotionClip clip = moving_figure(20, [](int) { return 0.0; });
    const MotionClip same = clip;
    EXPECT_EQ(studio::clip_mark(clip), studio::clip_mark(same));
    std::swap(clip.positions[3], clip.positions[30]);
    EXPECT_NE(studio::clip_mark(clip), studio::clip_mark(same));
    clip = same;
    clip.positions.back().z += 1e-3f;
    EXPECT_NE(studio::clip_mark(clip), studio::clip_mark(same));
    clip = same;
    clip.fps = 30;
    EXPECT_NE(studio::clip_mark(clip), studio::clip_mark(same));
}

}  // namespace
}  // namespace im::test
