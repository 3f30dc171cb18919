#include "serve_fixture.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "app/serve/mmcp_skeleton.h"
#include "engine/io/gltf_numbers.h"

namespace im::test {

using nlohmann::json;

BareSocket::BareSocket(int port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (descriptor_ >= 0 &&
        ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(descriptor_);
        descriptor_ = -1;
    }
}

BareSocket::~BareSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t BareSocket::send(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t count = ::send(descriptor_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) break;
        sent += static_cast<std::size_t>(count);
    }
    return sent;
}

std::string BareSocket::receive(int milliseconds) {
    std::string all;
    char bytes[4096];
    while (true) {
        pollfd readable{descriptor_, POLLIN, 0};
        if (::poll(&readable, 1, milliseconds) <= 0) return all;
        const ssize_t count = ::recv(descriptor_, bytes, sizeof bytes, 0);
        if (count <= 0) return all;
        all.append(bytes, static_cast<std::size_t>(count));
    }
}

json skeleton_json(const Rig& rig, const glm::dquat& turn, const glm::dvec3& move) {
    const std::vector<Transform> rest = rest_transforms(rig);
    json joints = json::array();
    for (std::size_t j = 0; j < rest.size(); ++j) {
        const int parent = rig.joints[j].parent;
        const glm::dvec3 here = turn * rest[j].translation;
        const glm::dvec3 p =
            parent < 0 ? here + move : here - turn * rest[static_cast<std::size_t>(parent)].translation;
        joints.push_back(
            {{"name", rig.joints[j].name},
             {"parent", parent < 0 ? json() : json(rig.joints[static_cast<std::size_t>(parent)].name)},
             {"rest_translation", {p.x, p.y, p.z}},
             {"rest_rotation", {0, 0, 0, 1}}});
    }
    return {{"joints", joints}, {"coordinate_system", "right_handed_y_up"}, {"units", "meters"}};
}

const glm::dvec3& PlayedGltf::at(std::size_t frame, const std::string& joint) const {
    const auto found = std::find(names.begin(), names.end(), joint);
    if (found == names.end()) throw std::out_of_range(joint);
    return frames.at(frame).at(static_cast<std::size_t>(found - names.begin()));
}

PlayedGltf play_gltf(const json& gltf, std::size_t sample) {
    const std::string uri = gltf.at("buffers").at(0).at("uri");
    const std::string bytes = bytes_of_base64(uri.substr(uri.find(',') + 1));
    EXPECT_EQ(bytes.size(), gltf.at("buffers").at(0).at("byteLength").get<std::size_t>());
    const auto floats = [&](const json& accessor_index) {
        const json& accessor = gltf.at("accessors").at(accessor_index.get<std::size_t>());
        const json& view = gltf.at("bufferViews").at(accessor.at("bufferView").get<std::size_t>());
        std::vector<float> values(view.at("byteLength").get<std::size_t>() / sizeof(float));
        std::memcpy(values.data(), bytes.data() + view.at("byteOffset").get<std::size_t>(),
                    values.size() * sizeof(float));
        return values;
    };
    const json& nodes = gltf.at("nodes");
    std::vector<int> parents(nodes.size(), -1);
    std::vector<glm::dvec3> offsets;
    PlayedGltf played;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        const json& t = nodes[n].at("translation");
        offsets.emplace_back(t[0].get<double>(), t[1].get<double>(), t[2].get<double>());
        played.names.push_back(nodes[n].at("name"));
        if (!nodes[n].contains("children")) continue;
        for (const json& child : nodes[n]["children"])
            parents.at(child.get<std::size_t>()) = static_cast<int>(n);
    }
    const json& animation = gltf.at("animations").at(sample);
    std::vector<std::vector<float>> turns(nodes.size());
    std::vector<float> root, times;
    for (const json& channel : animation.at("channels")) {
        const json& sampler = animation.at("samplers").at(channel.at("sampler").get<std::size_t>());
        times = floats(sampler.at("input"));
        const auto node = channel.at("target").at("node").get<std::size_t>();
        if (channel.at("target").at("path") == "rotation") turns.at(node) = floats(sampler.at("output"));
        if (channel.at("target").at("path") == "translation") root = floats(sampler.at("output"));
    }
    played.fps = gltf.at("extensions").at("MMCP_motion").at("fps");
    for (std::size_t t = 0; t < times.size(); ++t) {
        std::vector<Transform> world(nodes.size());
        std::vector<glm::dvec3> places;
        for (std::size_t n = 0; n < nodes.size(); ++n) {
            const float* q = turns.at(n).data() + 4 * t;
            Transform local{offsets[n], glm::dquat(q[3], q[0], q[1], q[2])};
            if (parents[n] < 0) local.translation = {root.at(3 * t), root.at(3 * t + 1), root.at(3 * t + 2)};
            world[n] = parents[n] < 0 ? local : world[static_cast<std::size_t>(parents[n])] * local;
            places.push_back(world[n].translation);
        }
        played.frames.push_back(std::move(places));
    }
    return played;
}

void ServeTest::start(serve::ServeOptions options, serve::ServeHome home) {
    options.port = 0;
    server_ =
        std::make_unique<serve::MotionServer>(fake_model(fake_, "/models/fake"), options, std::move(home));
}

httplib::Client ServeTest::client() const {
    httplib::Client client("127.0.0.1", server_->port());
    client.set_read_timeout(20);
    return client;
}

json ServeTest::post(const std::string& path, const json& body, int status) const {
    const auto answer = client().Post(path, body.dump(), "application/json");
    if (!answer) {
        ADD_FAILURE() << path << ": no answer: " << httplib::to_string(answer.error());
        return nullptr;
    }
    EXPECT_EQ(answer->status, status) << answer->body.substr(0, 500);
    const json value = json::parse(answer->body, nullptr, false);
    EXPECT_FALSE(value.is_discarded()) << answer->body.substr(0, 500);
    return value;
}

json ServeTest::get(const std::string& path, int status) const {
    const auto answer = client().Get(path);
    if (!answer) {
        ADD_FAILURE() << path << ": no answer: " << httplib::to_string(answer.error());
        return nullptr;
    }
    EXPECT_EQ(answer->status, status) << answer->body.substr(0, 500);
    return json::parse(answer->body, nullptr, false);
}

json ServeTest::request(int frames, const json& skeleton) const {
    return {{"protocol_version", "1.0"},
            {"model", "fake"},
            {"skeleton", skeleton.is_null() ? serve::canonical_skeleton() : skeleton},
            {"segments",
             json::array({{{"type", "text"}, {"prompt", "a person walks"}, {"duration_frames", frames}}})},
            {"options", {{"seed", 3}, {"post_processing", false}}}};
}

}  // namespace im::test
