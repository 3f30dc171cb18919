// MMCP: capabilities, motion for any rig as glTF, and every way to ask wrongly.

#include <cmath>
#include <cstdlib>
#include <functional>
#include <random>
#include <thread>

#include <glm/geometric.hpp>

#include "app/serve/mmcp_fields.h"
#include "app/serve/mmcp_request.h"
#include "app/serve/mmcp_skeleton.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/rig/rig_presets.h"
#include "serve_fixture.h"

namespace im::test {
namespace {

using nlohmann::json;

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

TEST_F(ServeTest, TheRootComesAlongItsPathAndAHandToItsTarget) {
    start();
    for (const bool mixamo : {false, true}) {
        const std::string root = mixamo ? "mixamorig:Hips" : "pelvis";
        const std::string hand = mixamo ? "mixamorig:LeftHand" : "l_wrist";
        json asked = request(40, mixamo ? skeleton_json(rig_preset("mixamo")) : json());
        asked["constraints"] = json::array({{{"type", "root_path"},
                                             {"frames", {0, 20, 39}},
                                             {"positions_xz", {{2, 1}, {2.6, 1.1}, {3.2, 1.4}}}}});
        const PlayedGltf path = play_gltf(post("/generate", asked));
        const auto off = [](const glm::dvec3& p, double x, double z) { return std::hypot(p.x - x, p.z - z); };
        EXPECT_LT(off(path.at(0, root), 2, 1), 1e-4) << root;
        EXPECT_LT(off(path.at(20, root), 2.6, 1.1), 0.05) << root;
        EXPECT_LT(off(path.at(39, root), 3.2, 1.4), 0.05) << root;

        const glm::dvec3 goal = path.at(30, hand) + glm::dvec3(0.1, 0.1, -0.05);
        asked["constraints"].push_back({{"type", "effector_target"},
                                        {"joint", hand},
                                        {"frames", {30}},
                                        {"positions", {{goal.x, goal.y, goal.z}}}});
        const PlayedGltf reached = play_gltf(post("/generate", asked));
        EXPECT_LT(glm::distance(reached.at(30, hand), goal), mixamo ? 0.06 : 0.02) << hand;
    }
}

/// Turns the bone between two joints, as it rests, up.
glm::dquat turn_up(const Rig& rig, const std::string& from, const std::string& to) {
    const std::vector<Transform> rest = rest_transforms(rig);
    glm::dvec3 bone(0);
    for (std::size_t j = 0; j < rest.size(); ++j) {
        if (rig.joints[j].name == to) bone += rest[j].translation;
        if (rig.joints[j].name == from) bone -= rest[j].translation;
    }
    bone = glm::normalize(bone);
    if (bone.y < -0.99) return {0, 0, 0, 1};  // half a turn about +Z
    return glm::normalize(glm::dquat(1 + bone.y, glm::cross(bone, glm::dvec3(0, 1, 0))));
}

TEST_F(ServeTest, AnArmComesIntoItsPoseAndTheRestGoesOnAsItWas) {
    start();
    for (const bool mixamo : {false, true}) {
        const std::string shoulder = mixamo ? "mixamorig:LeftArm" : "l_shoulder";
        const std::string collar = mixamo ? "mixamorig:LeftShoulder" : "l_collar";
        const std::string elbow = mixamo ? "mixamorig:LeftForeArm" : "l_elbow";
        const std::string foot = mixamo ? "mixamorig:RightFoot" : "r_ankle";
        const Rig rig = mixamo ? rig_preset("mixamo") : rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
        json asked = request(60, mixamo ? skeleton_json(rig) : json());
        const PlayedGltf before = play_gltf(post("/generate", asked));
        const glm::dquat up = turn_up(rig, shoulder, elbow);
        asked["constraints"] = json::array(
            {{{"type", "pose_keyframe"},
              {"frame", 30},
              {"joint_rotations", {{collar, {0, 0, 0, 1}}, {shoulder, {up.x, up.y, up.z, up.w}}}}}});
        const PlayedGltf posed = play_gltf(post("/generate", asked));
        const auto lifted = [&](const PlayedGltf& played, std::size_t frame) {
            const glm::dvec3 arm = played.at(frame, elbow) - played.at(frame, shoulder);
            return arm.y / glm::length(arm);
        };
        EXPECT_LT(lifted(before, 30), 0.5) << elbow;
        EXPECT_GT(lifted(posed, 30), 0.7) << elbow;
        EXPECT_NEAR(lifted(posed, 5), lifted(before, 5), 0.05) << "long before it";
        EXPECT_LT(glm::distance(posed.at(30, foot), before.at(30, foot)), mixamo ? 0.08 : 0.03) << foot;
    }
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

// Over 80 lines, for it is one table, a mistake a row.
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
        {"an elbow, which this server cannot lead",
         [](json& r) {
             r["constraints"] = json::array({{{"type", "effector_target"},
                                              {"joint", "l_elbow"},
                                              {"frames", {0}},
                                              {"positions", {{0, 1, 0}}}}});
         },
         400, "unsupported_constraint", "effector_target"},
        {"a pose that is filled otherwise",
         [](json& r) {
             r["constraints"] = json::array({{{"type", "pose_keyframe"},
                                              {"frame", 1},
                                              {"joint_rotations", {{"pelvis", {0, 0, 0, 1}}}},
                                              {"fill_mode", "guess"}}});
         },
         422, "schema_validation", "fill_mode"},
        {"a pose of a joint that is not there",
         [](json& r) {
             r["constraints"] = json::array(
                 {{{"type", "pose_keyframe"}, {"frame", 1}, {"joint_rotations", {{"tail", {0, 0, 0, 1}}}}}});
         },
         400, "unknown_joint", "tail"},
        {"a constraint of another version",
         [](json& r) {
             r["constraints"] = json::array({{{"type", "look_at"}, {"frame", 1}}});
         },
         400, "unsupported_constraint", "look_at"},
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
