// What the renderer paints, looked at pixel by pixel. Needs a display (./test starts a virtual one).

#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <glad/gl.h>
#include <gtest/gtest.h>
#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "render/figure_pose.h"
#include "render/image.h"
#include "render/renderer.h"
#include "tests/support/temporary_folder.h"

namespace im::render {
namespace {

constexpr int kWidth = 480, kHeight = 400;

/// A hidden window: its OpenGL 3.3 context is what the tests draw with.
class RenderTest : public testing::Test {
  protected:
    void SetUp() override {
        previous_ = glfwInit() ? glfwGetCurrentContext() : nullptr;
        glfwDefaultWindowHints();
        glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
        glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
        glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
        window_ = glfwCreateWindow(64, 64, "render test", nullptr, nullptr);
        if (!window_) GTEST_SKIP() << "no display, or no OpenGL 3.3";
        glfwMakeContextCurrent(window_);
        ASSERT_TRUE(gladLoadGL(glfwGetProcAddress));
        renderer_ = std::make_unique<Renderer>();
        picture_ = std::make_unique<Framebuffer>(kWidth, kHeight);
        camera_.look(View::Front);
        camera_.frame({-0.6f, 0.0f, -0.3f}, {0.6f, 1.75f, 0.3f}, static_cast<float>(kWidth) / kHeight);
        scene_.figures.push_back({.joints = {rest_joints().begin(), rest_joints().end()}});
    }
    void TearDown() override {
        if (window_) {
            EXPECT_EQ(glGetError(), static_cast<GLenum>(GL_NO_ERROR));
        }
        renderer_.reset();
        picture_.reset();
        if (window_) glfwDestroyWindow(window_);
        glfwMakeContextCurrent(previous_);
    }

    using Pixels = std::vector<std::uint8_t>;
    Pixels draw() {
        renderer_->draw(scene_, camera_, *picture_);
        return picture_->read_pixels();
    }
    Pixels draw_without_figures() {
        Scene empty = scene_;
        empty.figures.clear();
        renderer_->draw(empty, camera_, *picture_);
        return picture_->read_pixels();
    }
    /// Mean colour of 5 x 5 pixels around a world point, 0..1.
    glm::vec3 at(const Pixels& pixels, const glm::vec3& point) const {
        const auto pixel = camera_.project(point, {kWidth, kHeight});
        glm::vec3 sum(0.0f);
        for (int dy = -2; dy <= 2; ++dy) {
            for (int dx = -2; dx <= 2; ++dx) {
                const int x = glm::clamp(static_cast<int>(pixel->x) + dx, 0, kWidth - 1);
                const int y = glm::clamp(static_cast<int>(pixel->y) + dy, 0, kHeight - 1);
                const std::size_t i =
                    4 * (static_cast<std::size_t>(y) * kWidth + static_cast<std::size_t>(x));
                sum += glm::vec3(pixels[i], pixels[i + 1], pixels[i + 2]) / (25.0f * 255.0f);
            }
        }
        return sum;
    }
    static float lightness(const glm::vec3& c) { return 0.30f * c.x + 0.59f * c.y + 0.11f * c.z; }

    Scene scene_;
    OrbitCamera camera_;
    std::unique_ptr<Renderer> renderer_;
    std::unique_ptr<Framebuffer> picture_;

  private:
    GLFWwindow* window_ = nullptr;
    GLFWwindow* previous_ = nullptr;
};

TEST_F(RenderTest, ABodyStandsWhereItsJointsAre) {
    const Pixels with = draw(), without = draw_without_figures();
    for (const std::size_t joint : {4u, 9u, 15u, 18u})  // knee, chest, head, elbow
        EXPECT_GT(glm::distance(at(with, rest_joints()[joint]), at(without, rest_joints()[joint])), 0.04f)
            << "joint " << joint;
    EXPECT_GT(lightness(at(with, rest_joints()[9])), 0.5f);
    const glm::vec3 beside(0.55f, 1.5f, 0.0f);
    EXPECT_LT(glm::distance(at(with, beside), at(without, beside)), 0.01f);
}

TEST_F(RenderTest, ABodyTakesItsFiguresColour) {
    scene_.figures[0].color = {0.9f, 0.2f, 0.1f};
    const glm::vec3 chest = at(draw(), rest_joints()[9]);
    EXPECT_GT(chest.x, 2.0f * chest.z);
}

TEST_F(RenderTest, TheShadowDarkensTheFloorAwayFromTheSun) {
    scene_.show_grid = false;
    camera_.pitch = 0.5f;
    scene_.sun = {-1.0f, 1.0f, 0.0f};
    const glm::vec3 shaded(0.9f, 0.0f, 0.0f),
        sunny(-0.9f, 0.0f, 0.0f);  // where the head's shadow falls, and its mirror image
    const Pixels with = draw();
    EXPECT_LT(lightness(at(with, shaded)), 0.8f * lightness(at(with, sunny)));
    scene_.show_shadow = false;
    const Pixels without = draw();
    EXPECT_NEAR(lightness(at(without, shaded)), lightness(at(without, sunny)), 0.02f);
}

TEST_F(RenderTest, TheFloorIsDarkerBetweenTheFeet) {
    scene_.show_grid = false;
    scene_.show_contacts = false;
    camera_.pitch = 0.6f;
    const glm::vec3 between(0.0f, 0.0f, 0.02f);
    const Pixels with = draw(), without = draw_without_figures();
    EXPECT_LT(lightness(at(with, between)), 0.9f * lightness(at(without, between)));
}

TEST_F(RenderTest, TheSkeletonIsCoolOnTheLeftAndWarmOnTheRight) {
    scene_.style = FigureStyle::Skeleton;
    const Pixels pixels = draw();
    const glm::vec3 left = at(pixels, rest_joints()[18]), right = at(pixels, rest_joints()[19]);
    EXPECT_GT(left.z, left.x + 0.1f);
    EXPECT_GT(right.x, right.z + 0.1f);
}

TEST_F(RenderTest, TheSkeletonShowsThroughTheBody) {
    scene_.style = FigureStyle::Both;
    const glm::vec3 left = at(draw(), rest_joints()[4]), right = at(draw(), rest_joints()[5]);
    EXPECT_GT(left.z - left.x, 0.05f);
    EXPECT_GT(right.x - right.z, 0.05f);
}

TEST_F(RenderTest, AGhostLetsTheBackdropThrough) {
    const glm::vec3 chest = rest_joints()[9];
    const float solid = lightness(at(draw(), chest)), nothing = lightness(at(draw_without_figures(), chest));
    scene_.figures[0].opacity = 0.4f;
    const float ghost = lightness(at(draw(), chest));
    EXPECT_GT(ghost, nothing + 0.05f);
    EXPECT_LT(ghost, solid - 0.05f);
}

TEST_F(RenderTest, ASelectedFigureStandsInARing) {
    camera_.pitch = 0.6f;
    const Pixels before = draw();
    scene_.figures[0].selected = true;
    const Pixels after = draw();
    float changed = 0.0f;
    for (float angle = 0.0f; angle < 6.28f; angle += 0.05f)
        for (float radius = 0.38f; radius < 0.60f; radius += 0.01f) {
            const glm::vec3 p(radius * std::cos(angle), 0.0f, radius * std::sin(angle));
            changed = std::max(changed, glm::distance(at(before, p), at(after, p)));
        }
    EXPECT_GT(changed, 0.1f);
}

TEST_F(RenderTest, ContactAndTrailLeaveMarks) {
    camera_.pitch = 0.6f;
    const Pixels before = draw();
    scene_.figures[0].contacts = {true, true, false, false};
    for (int i = 0; i < 40; ++i)
        scene_.figures[0].root_trail.push_back({0.5f - 0.0125f * static_cast<float>(i), 0.9f, 0.25f});
    const Pixels after = draw();
    EXPECT_GT(glm::distance(at(before, {0.3f, 0, 0.25f}), at(after, {0.3f, 0, 0.25f})), 0.03f);
    EXPECT_NE(before, after);
}

TEST_F(RenderTest, MultisamplingSmoothsEdgesAndKeepsThePicture) {
    const Pixels plain = draw();
    picture_->resize(kWidth, kHeight, 4);
    const Pixels smooth = draw();
    EXPECT_NE(plain, smooth);
    EXPECT_LT(glm::distance(at(plain, rest_joints()[9]), at(smooth, rest_joints()[9])), 0.02f);
}

TEST_F(RenderTest, SixteenFiguresNeedFewCalls) {
    const Figure figure = scene_.figures[0];
    scene_.figures.assign(16, figure);
    for (std::size_t i = 0; i < 16; ++i)
        for (glm::vec3& joint : scene_.figures[i].joints) joint.x += static_cast<float>(i);
    const auto box = bounds(scene_);
    camera_.frame(box->min, box->max, static_cast<float>(kWidth) / kHeight);
    draw();
    EXPECT_LE(renderer_->cost().draw_calls, 12);
    EXPECT_LE(renderer_->cost().vertices, 90000);
}

TEST_F(RenderTest, OddScenesDoNotBreakIt) {
    scene_.figures.push_back({});                                                       // no joints
    scene_.figures.push_back({.joints = std::vector<glm::vec3>(22, glm::vec3(0.0f))});  // all in one point
    scene_.figures.push_back({.joints = std::vector<glm::vec3>(21, glm::vec3(1.0f))});  // another skeleton
    scene_.sun = {0, 0, 0};
    for (const FigureStyle style : {FigureStyle::Body, FigureStyle::Skeleton, FigureStyle::Both}) {
        scene_.style = style;
        draw();
    }
    picture_->resize(0, -3);
    EXPECT_EQ(picture_->width(), 1);
    draw();
}

TEST_F(RenderTest, APictureIsWrittenAsPng) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "picture.png";
    write_png(path, kWidth, kHeight, draw());
    std::ifstream file(path, std::ios::binary);
    std::array<char, 8> magic{};
    file.read(magic.data(), magic.size());
    EXPECT_EQ(std::string(magic.data() + 1, 3), "PNG");
    EXPECT_THROW(write_png(path, 10, 10, std::vector<std::uint8_t>(7)), Error);
    EXPECT_THROW(write_png(folder.path() / "missing" / "picture.png", 1, 1, std::vector<std::uint8_t>(4)),
                 Error);
}

/// One joint at the origin that carries a square before the chest.
std::shared_ptr<FigureScene> square_rig() {
    auto rig = std::make_shared<FigureScene>();
    rig->rig.joints.push_back({"root", -1, {}});
    SkinnedMesh square;
    square.positions = {{-0.15f, 1.1f, 0.3f}, {0.15f, 1.1f, 0.3f}, {0.15f, 1.4f, 0.3f}, {-0.15f, 1.4f, 0.3f}};
    square.normals.assign(4, {0, 0, 1});
    square.influences.assign(4, {{0, 0, 0, 0}, {1, 0, 0, 0}});
    square.triangles = {0, 1, 2, 0, 2, 3};
    rig->meshes.push_back(std::move(square));
    return rig;
}

TEST_F(RenderTest, AUsersFigureIsPaintedWhereItsJointsCarryIt) {
    Figure& figure = scene_.figures[0];
    figure.rig = square_rig();
    figure.skin = {glm::mat4x3(1.0f)};
    figure.skin[0][3] = {0.35f, 0.0f, 0.0f};
    const Pixels with = draw(), without = draw_without_figures();
    const glm::vec3 carried(0.35f, 1.25f, 0.3f), rest(-0.05f, 1.25f, 0.3f);
    EXPECT_GT(glm::distance(at(with, carried), at(without, carried)), 0.1f);
    EXPECT_LT(glm::distance(at(with, rest), at(without, rest)), 0.01f) << "it has left its rest pose";
    for (const std::size_t joint : {4u, 15u})  // knee, head
        EXPECT_LT(glm::distance(at(with, rest_joints()[joint]), at(without, rest_joints()[joint])), 0.05f)
            << "the mannequin is not there as well";
    figure.opacity = 0.4f;
    const Pixels ghost = draw();
    EXPECT_GT(glm::distance(at(ghost, carried), at(without, carried)), 0.03f);
    EXPECT_LT(lightness(at(ghost, carried)), lightness(at(with, carried)));
}

TEST_F(RenderTest, AUsersFigureWithoutMeshIsPaintedAsItsBones) {
    auto rig = std::make_shared<FigureScene>();
    rig->rig.joints.push_back({"low", -1, {{-0.4, 0.8, 0}}});
    rig->rig.joints.push_back({"high", 0, {{0, 0.6, 0}}});
    Figure& figure = scene_.figures[0];
    figure.rig = rig;
    figure.skin.assign(2, glm::mat4x3(1.0f));
    const Pixels with = draw(), without = draw_without_figures();
    const glm::vec3 bone(-0.4f, 0.95f, 0.0f), chest = rest_joints()[9];
    EXPECT_GT(glm::distance(at(with, bone), at(without, bone)), 0.05f);
    EXPECT_LT(glm::distance(at(with, chest), at(without, chest)), 0.02f);
}

}  // namespace
}  // namespace im::render
