// MMCP: capabilities, motion for any rig as glTF, and every way to ask wrongly.

#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>

#include "app/serve/mmcp_fields.h"
#include "app/serve/mmcp_request.h"
#include "app/serve/mmcp_skeleton.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/rig/rig_presets.h"
#include "engine/motion/rig/rig_retarget.h"
#include "serve_fixture.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

using nlohmann::json;
using serve::MotionStart;
using serve::read_skeleton;
using serve::RigTrack;
using serve::ServedRig;
using serve::track_of;

glm::dquat about_y(double angle) {
    return {std::cos(angle / 2), 0, std::sin(angle / 2), 0};
}

/// Where the joints are, by forward kinematics on the rig as it was sent.
std::vector<glm::dvec3> places(const RigTrack& track, const Rig& rig, int frame) {
    const std::size_t J = rig.joints.size();
    std::vector<Transform> world(J);
    std::vector<glm::dvec3> result;
    for (std::size_t j = 0; j < J; ++j) {
        const Transform local{
            j == 0 ? track.root[static_cast<std::size_t>(frame)] : rig.joints[j].rest.translation,
            track.rotations[static_cast<std::size_t>(frame) * J + j]};
        world[j] = j == 0 ? local : world[static_cast<std::size_t>(rig.joints[j].parent)] * local;
        result.push_back(world[j].translation);
    }
    return result;
}

/// To the same by the exporter, which lets joints above the hips lie where the server has them carry.
double largest_difference(const RigTrack& track, const Rig& sent, const Rig& rig, const RigMotion& want) {
    double largest = 0;
    for (int t = 0; t < track.frame_count(); ++t) {
        const auto found = places(track, sent, t);
        const auto wanted = world_transforms(rig, want, t);
        for (auto j = static_cast<std::size_t>(sent.roles[kPelvis]); j < found.size(); ++j)
            largest = std::max(largest, glm::distance(found[j], wanted[j].translation));
    }
    return largest;
}

TEST(ServeRig, TheCanonicalFigureMovesAsTheClipDoes) {
    const MotionClip clip = moving_figure(30, [](int t) { return 0.05 * t; });
    const ServedRig rig = read_skeleton(serve::canonical_skeleton());
    EXPECT_EQ(rig.upright, nullptr);
    const glm::vec3 first = clip.frame(0)[0];
    const RigTrack track = track_of(clip, rig, {.place = glm::dvec2(first.x, first.z)});
    ASSERT_EQ(track.frame_count(), 30);
    for (int t = 0; t < 30; ++t) {
        const auto found = places(track, rig.rig, t);
        for (std::size_t j = 0; j < 22; ++j)
            EXPECT_LT(glm::distance(found[j], glm::dvec3(clip.frame(t)[j])), 0.005) << t << " " << j;
    }
}

TEST(ServeRig, EveryRigThatProgramsKnowGetsTheMotionThatTheExporterWouldGiveIt) {
    const PosedMotion motion = moving_pose(20, [](int) { return 0.0; });
    const MotionClip clip = forward_kinematics(motion, humanml3d_skeleton(), humanml3d_rest_pose());
    for (const char* name : {"mixamo", "ue5", "unity", "rigify"}) {
        const Rig& preset = rig_preset(name);
        const ServedRig rig = read_skeleton(skeleton_json(preset));
        ASSERT_NE(rig.upright, nullptr) << name;
        RigTrack track = track_of(clip, rig, {});
        const RigMotion want = retarget_to_rig(motion, preset);
        // The exporter leaves the motion where it began, the server puts it where the rig is.
        const auto wanted = world_transforms(preset, want, 0), rest = rest_transforms(preset);
        const auto hips = static_cast<std::size_t>(preset.roles[kPelvis]);
        glm::dvec3 shift = wanted[hips].translation - places(track, rig.rig, 0)[hips];
        shift.y = 0;
        for (glm::dvec3& root : track.root) root += shift;
        EXPECT_LT(largest_difference(track, rig.rig, preset, want), 0.02) << name;
    }
}

TEST(ServeRig, ARigThatStandsElsewhereAndTurnedBeginsThereAndFacesThatWay) {
    const MotionClip clip = moving_figure(20, [](int) { return 0.0; });
    const Rig& preset = rig_preset("mixamo");
    const ServedRig here = read_skeleton(skeleton_json(preset));
    const double quarter = std::numbers::pi / 2;
    const ServedRig there = read_skeleton(skeleton_json(preset, about_y(quarter), {3, 0, -2}));
    EXPECT_NEAR(there.heading, quarter, 1e-6);
    const RigTrack a = track_of(clip, here, {}), b = track_of(clip, there, {});
    for (int t = 0; t < 20; ++t) {
        const auto p = places(a, here.rig, t), q = places(b, there.rig, t);
        for (std::size_t j = 0; j < p.size(); ++j) {
            const glm::dvec3 home = here.rig.joints[0].rest.translation;
            const glm::dvec3 want =
                about_y(quarter) * (p[j] - glm::dvec3(home.x, 0, home.z)) +
                glm::dvec3(there.rig.joints[0].rest.translation.x, 0, there.rig.joints[0].rest.translation.z);
            EXPECT_LT(glm::distance(q[j], want), 1e-6) << t << " " << here.rig.joints[j].name;
        }
    }
}

TEST(ServeRig, AStartIsKeptToTheMillimetreAndTheDegree) {
    const MotionClip clip = moving_figure(20, [](int) { return 0.4; });
    const ServedRig rig = read_skeleton(skeleton_json(rig_preset("mixamo")));
    const RigTrack track = track_of(clip, rig, {.place = glm::dvec2(-1.5, 4), .heading = -0.7});
    EXPECT_NEAR(track.root[0].x, -1.5, 1e-9);
    EXPECT_NEAR(track.root[0].z, 4, 1e-9);
    const glm::dvec3 way = track.root.back() - track.root.front();
    EXPECT_NEAR(std::atan2(way.x, way.z), -0.7, 0.15);  // it walks where it faces
}

TEST_F(ServeTest, CapabilitiesNameTheModelItsFigureAndItsLimits) {
    start();
    const json capabilities = get("/capabilities");
    EXPECT_EQ(capabilities["protocol_version"], "1.0");
    EXPECT_EQ(capabilities["coordinate_system"], "right_handed_y_up");
    EXPECT_EQ(capabilities["rotation_format"], "quaternion_xyzw");
    const json& model = capabilities.at("models").at(0);
    EXPECT_EQ(model["id"], "fake");
    EXPECT_EQ(model["fps"], 20.0);
    EXPECT_EQ(model["supports_retargeting"], true);
    EXPECT_EQ(model["supports_async"], true);
    EXPECT_EQ(model["canonical_skeleton"]["joints"].size(), 22u);
    EXPECT_EQ(model["predicted_contact_joints"], json::array({"l_foot", "r_foot"}));
    EXPECT_EQ(model["limits"]["max_request_bytes"], 4 << 20);
}

TEST_F(ServeTest, AMixamoRigGetsAGltfAnswerOfAsManyFramesAsItAskedFor) {
    start();
    json asked = request(45, skeleton_json(rig_preset("mixamo")));
    asked["timing"] = {{"fps", 30}};
    asked["options"]["num_samples"] = 2;
    asked["constraints"] =
        json::array({{{"type", "root_path"}, {"frames", {0}}, {"positions_xz", {{1.5, -2.0}}}}});
    const auto answer = client().Post("/generate", asked.dump(), "application/json");
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->status, 200) << answer->body;
    EXPECT_THAT(answer->get_header_value("Content-Type"), ::testing::StartsWith("model/gltf+json"));
    EXPECT_FALSE(answer->get_header_value("X-Request-ID").empty());
    const json gltf = json::parse(answer->body);
    EXPECT_EQ(gltf["asset"]["version"], "2.0");
    EXPECT_EQ(gltf["extensionsUsed"], json::array({"MMCP_motion"}));
    ASSERT_EQ(gltf["animations"].size(), 2u);
    EXPECT_EQ(gltf["animations"][1]["name"], "sample_1");
    const json& extension = gltf["extensions"]["MMCP_motion"];
    EXPECT_EQ(extension["fps"], 30.0);
    EXPECT_EQ(extension["model"], "fake");
    EXPECT_EQ(extension["samples"][0]["num_frames"], 45);
    EXPECT_EQ(extension["samples"][0]["foot_contacts"]["mixamorig:LeftToeBase"].size(), 45u);
    EXPECT_EQ(extension["canonical_to_request"]["pelvis"], "mixamorig:Hips");
    EXPECT_EQ(gltf["nodes"].size(), rig_preset("mixamo").joints.size());
    EXPECT_EQ(gltf["animations"][0]["channels"].size(), gltf["nodes"].size() + 1);

    const PlayedGltf played = play_gltf(gltf);
    ASSERT_EQ(played.frames.size(), 45u);
    EXPECT_NEAR(played.at(0, "mixamorig:Hips").x, 1.5, 1e-5);
    EXPECT_NEAR(played.at(0, "mixamorig:Hips").z, -2, 1e-5);
    // The fake walks ahead, 0.036 m a frame at 20 a second, on legs of another length.
    EXPECT_GT(played.at(44, "mixamorig:Hips").z, -2 + 0.8);
    EXPECT_NEAR(played.at(44, "mixamorig:LeftFoot").y, played.at(0, "mixamorig:LeftFoot").y, 0.01);
    EXPECT_GT(played.at(0, "mixamorig:Head").y, 1.3);
}

TEST_F(ServeTest, ABinaryAnswerHoldsTheSameDocument) {
    start();
    const auto answer =
        client().Post("/generate", {{"Accept", "model/gltf-binary"}}, request().dump(), "application/json");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->get_header_value("Content-Type"), "model/gltf-binary");
    EXPECT_EQ(answer->body.substr(0, 4), "glTF");
}

TEST_F(ServeTest, SegmentsAreJoinedAndLongOnesAreMadeInPieces) {
    start();
    json asked = request(100);
    asked["segments"].push_back({{"type", "unconditioned"}, {"duration_frames", 20}});
    asked["segments"].push_back({{"type", "text"}, {"prompt", "a person jumps"}, {"duration_frames", 320}});
    const json gltf = post("/generate", asked);
    const json& sample = gltf["extensions"]["MMCP_motion"]["samples"][0];
    EXPECT_EQ(sample["num_frames"], 440);
    EXPECT_EQ(sample["chunk_boundaries"], json::array({120, 280}));
    // No jump at the joins: the fake's speed is at most 0.05 m a frame.
    const PlayedGltf played = play_gltf(gltf);
    for (std::size_t t = 1; t < played.frames.size(); ++t)
        EXPECT_LT(glm::distance(played.at(t, "pelvis"), played.at(t - 1, "pelvis")), 0.08) << t;
}

TEST_F(ServeTest, ALongJobIsAnsweredLaterAndCanBeCancelled) {
    fake_->milliseconds_per_token = 30;
    serve::ServeOptions options;
    options.answer_wait = std::chrono::milliseconds(50);
    start(options);
    const auto first = client().Post("/generate", request(40).dump(), "application/json");
    ASSERT_TRUE(first);
    ASSERT_EQ(first->status, 202);
    EXPECT_FALSE(first->get_header_value("Retry-After").empty());
    const std::string place = first->get_header_value("Location");
    int status = 202;
    for (int i = 0; i < 200 && status == 202; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        const auto poll = client().Get(place);
        ASSERT_TRUE(poll);
        status = poll->status;
        if (status == 200) {
            EXPECT_EQ(play_gltf(json::parse(poll->body)).frames.size(), 40u);
        }
    }
    EXPECT_EQ(status, 200);

    const auto second = client().Post("/generate", request(160).dump(), "application/json");
    ASSERT_EQ(second->status, 202);
    EXPECT_EQ(client().Delete(second->get_header_value("Location"))->status, 204);
    for (int i = 0; i < 100 && fake_->running > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(fake_->running, 0);
    EXPECT_EQ(get(second->get_header_value("Location"), 410)["error"]["code"], "cancelled");
    EXPECT_EQ(get("/generate/jobs/00000000000000000000000000000000", 404)["error"]["code"], "not_found");
}

struct Mistake {
    const char* name;
    std::function<void(json&)> make;
    int status;
    const char* code;
    const char* part;  ///< of the message
};

json joint(const char* name, const json& parent) {
    return {
        {"name", name}, {"parent", parent}, {"rest_translation", {0, 1, 0}}, {"rest_rotation", {0, 0, 0, 1}}};
}

const std::vector<Mistake>& mistakes() {
    static const std::vector<Mistake> all = {
        {"no version", [](json& r) { r.erase("protocol_version"); }, 422, "schema_validation",
         "protocol_version"},
        {"version 2", [](json& r) { r["protocol_version"] = "2.0"; }, 400, "version_unsupported", ""},
        {"no version at all", [](json& r) { r["protocol_version"] = "one"; }, 422, "schema_validation", ""},
        {"another model", [](json& r) { r["model"] = "gone"; }, 400, "unknown_model", "fake"},
        {"no skeleton", [](json& r) { r.erase("skeleton"); }, 422, "schema_validation", "skeleton"},
        {"one bone", [](json& r) { r["skeleton"]["joints"] = json::array({joint("Bone", nullptr)}); }, 400,
         "invalid_skeleton", "hips and legs"},
        {"no bones", [](json& r) { r["skeleton"]["joints"] = json::array(); }, 400, "invalid_skeleton", ""},
        {"a bone without a name", [](json& r) { r["skeleton"]["joints"][3]["name"] = ""; }, 422,
         "schema_validation", "joints[3].name"},
        {"a bone whose name is null", [](json& r) { r["skeleton"]["joints"][3]["name"] = nullptr; }, 422,
         "schema_validation", "joints[3].name"},
        {"two bones of one name",
         [](json& r) {
             r["skeleton"]["joints"][1]["name"] = "a";
             r["skeleton"]["joints"][2]["name"] = "a";
             for (json& j : r["skeleton"]["joints"])
                 if (j["parent"] == "l_hip" || j["parent"] == "r_hip") j["parent"] = "pelvis";
         },
         400, "invalid_skeleton", "two joints"},
        {"two roots", [](json& r) { r["skeleton"]["joints"][5]["parent"] = nullptr; }, 400,
         "invalid_skeleton", "one root"},
        {"a cycle", [](json& r) { r["skeleton"]["joints"][1]["parent"] = "l_knee"; }, 400, "invalid_skeleton",
         "does not come before"},
        {"a rotation of three",
         [](json& r) {
             r["skeleton"]["joints"][0]["rest_rotation"] = {0, 0, 1};
         },
         422, "schema_validation", "4 numbers"},
        {"a place that is no number",
         [](json& r) {
             r["skeleton"]["joints"][0]["rest_translation"] = {0, "x", 1};
         },
         422, "schema_validation", "rest_translation"},
        {"centimetres", [](json& r) { r["skeleton"]["units"] = "centimeters"; }, 422, "schema_validation",
         "meters"},
        {"an empty prompt", [](json& r) { r["segments"][0]["prompt"] = "  "; }, 422, "schema_validation",
         "words"},
        {"no frames", [](json& r) { r["segments"][0]["duration_frames"] = 0; }, 422, "schema_validation", ""},
        {"an hour", [](json& r) { r["segments"][0]["duration_frames"] = 72000; }, 400, "invalid_options",
         "60"},
        {"a pose segment", [](json& r) { r["segments"][0]["type"] = "pose"; }, 400, "unsupported_segment",
         "pose"},
        {"neither segments nor constraints", [](json& r) { r["segments"] = json::array(); }, 422,
         "schema_validation", "neither"},
        {"17 samples", [](json& r) { r["options"]["num_samples"] = 17; }, 400, "invalid_options", "16"},
        {"two weights for one",
         [](json& r) {
             r["options"]["guidance"] = {{"type", "regular"}, {"weight", {1, 2}}};
         },
         400, "invalid_options", "1 numbers"},
        {"a frame after the end",
         [](json& r) {
             r["constraints"] = json::array(
                 {{{"type", "root_path"}, {"frames", {0, 40}}, {"positions_xz", {{0, 0}, {1, 1}}}}});
         },
         400, "frame_out_of_range", "0 to 39"},
        {"a frame before the beginning",
         [](json& r) {
             r["constraints"] = json::array(
                 {{{"type", "pose_keyframe"}, {"frame", -1}, {"joint_rotations", json::object()}}});
         },
         400, "frame_out_of_range", "-1"},
        {"a joint that is not there",
         [](json& r) {
             r["constraints"] = json::array({{{"type", "effector_target"},
                                              {"joint", "tail"},
                                              {"frames", {0}},
                                              {"positions", {{0, 1, 0}}}}});
         },
         400, "unknown_joint", "tail"},
        {"a hand that this server cannot lead",
         [](json& r) {
             r["constraints"] = json::array({{{"type", "effector_target"},
                                              {"joint", "l_wrist"},
                                              {"frames", {0}},
                                              {"positions", {{0, 1, 0}}}}});
         },
         400, "unsupported_constraint", "effector_target"},
        {"fewer places than frames",
         [](json& r) {
             r["constraints"] =
                 json::array({{{"type", "root_path"}, {"frames", {0, 5}}, {"positions_xz", {{0, 0}}}}});
         },
         422, "schema_validation", "2 frames"},
        {"one frame a second and less",
         [](json& r) {
             r["timing"] = {{"fps", 0}};
         },
         422, "schema_validation", ""},
    };
    return all;
}

TEST_F(ServeTest, EveryMistakeOfARequestIsAnsweredWithItsCodeAndTheServerGoesOn) {
    start();
    for (const Mistake& mistake : mistakes()) {
        json asked = request();
        mistake.make(asked);
        const json answer = post("/generate", asked, mistake.status);
        ASSERT_TRUE(answer.is_object() && answer.contains("error")) << mistake.name;
        EXPECT_EQ(answer["error"]["code"], mistake.code) << mistake.name << ": " << answer;
        EXPECT_THAT(answer["error"]["message"].get<std::string>(), ::testing::HasSubstr(mistake.part))
            << mistake.name;
    }
    post("/generate", request());
}

TEST_F(ServeTest, BodiesThatAreNoRequestAreRefused) {
    start();
    const std::string deep(100000, '[');
    for (const std::string& body :
         std::vector<std::string>{"", "null", "[]", "{", "{\"a\":1e999}", deep, "\xff\xfe",
                                  "{\"protocol_version\":\"1.0\",\"model\":\"\xff\"}"}) {
        const auto answer = client().Post("/generate", body, "application/json");
        ASSERT_TRUE(answer) << body.substr(0, 20);
        EXPECT_GE(answer->status, 400) << body.substr(0, 20);
        EXPECT_LT(answer->status, 500) << body.substr(0, 20);
        EXPECT_FALSE(json::parse(answer->body, nullptr, false).is_discarded()) << answer->body;
    }
}

/// Bytes changed, cut out, doubled; digits and brackets more often than others.
std::string mutated(std::string body, std::mt19937& random) {
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
    static const std::string signs = "0123456789.-eE{}[],:\"nutfl ";
    for (std::size_t edits = 1 + below(4); edits > 0 && !body.empty(); --edits) {
        const std::size_t at = below(body.size()), length = std::min(body.size() - at, below(40));
        switch (below(4)) {
            case 0:
                body[at] = signs[below(signs.size())];
                break;
            case 1:
                body[at] = static_cast<char>(below(256));
                break;
            case 2:
                body.erase(at, length);
                break;
            default:
                body.insert(below(body.size()), body.substr(at, length));
        }
    }
    return body;
}

TEST(ServeRequest, NoMutatedRequestDoesMoreThanBeRefused) {
    const char* wanted = std::getenv("IM_FUZZ_REQUESTS");
    const int count = wanted != nullptr ? std::atoi(wanted) : 3000;
    ModelInfo model;
    model.folder = "/models/fake";
    model.skeleton = "humanml3d";
    const json canonical = {
        {"protocol_version", "1.0"},
        {"model", "fake"},
        {"skeleton", serve::canonical_skeleton()},
        {"segments", json::array({{{"type", "text"}, {"prompt", "walk"}, {"duration_frames", 40}}})},
        {"timing", {{"fps", 30}}},
        {"options", {{"seed", 3}, {"guidance", {{"type", "regular"}, {"weight", {2.0}}}}}},
        {"constraints", json::array({{{"type", "root_path"}, {"frames", {0}}, {"positions_xz", {{1, 2}}}}})}};
    json mixamo = canonical;
    mixamo["skeleton"] = skeleton_json(rig_preset("mixamo"));
    const std::string bodies[] = {canonical.dump(), mixamo.dump()};
    std::mt19937 random(19);
    int served = 0;
    for (int i = 0; i < count; ++i) {
        const std::string body = mutated(bodies[i % 2], random);
        try {
            const auto request = serve::read_mmcp_request(serve::parse_body(body), "fake", model);
            serve::plan_of(request, model, 1);
            ++served;
        } catch (const serve::ApiError& error) {
            EXPECT_GE(error.status, 400) << body;
            EXPECT_LT(error.status, 500) << body;
        }
    }
    EXPECT_GT(served, 0);
    EXPECT_LT(served, count);
}

TEST_F(ServeTest, ARigOfTwoThousandBonesIsServed) {
    start();
    json skeleton = skeleton_json(rig_preset("mixamo"));
    for (int i = 0; skeleton["joints"].size() < 2000; ++i) {
        const std::string parent = i == 0 ? "mixamorig:Head" : "hair" + std::to_string(i - 1);
        json hair = joint(("hair" + std::to_string(i)).c_str(), parent);
        hair["rest_translation"] = {0, 0.001, 0};
        skeleton["joints"].push_back(hair);
    }
    const json gltf = post("/generate", request(10, skeleton));
    EXPECT_EQ(gltf["nodes"].size(), 2000u);
    EXPECT_EQ(play_gltf(gltf).frames.size(), 10u);
}

}  // namespace
}  // namespace im::test
