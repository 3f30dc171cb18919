#pragma once
// A server in front of the fake model, a client of it, and a bare socket for requests that no client sends.

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include "app/serve/motion_server.h"
#include "engine/motion/rig/rig.h"
#include "fake_generator.h"

namespace im::test {

/// A connection on which the test says each byte.
class BareSocket {
  public:
    explicit BareSocket(int port);
    ~BareSocket();
    BareSocket(const BareSocket&) = delete;
    BareSocket& operator=(const BareSocket&) = delete;

    bool connected() const { return descriptor_ >= 0; }
    /// How many of the bytes the peer took.
    std::size_t send(const std::string& bytes);
    /// Everything until the peer closes, or `milliseconds` without a byte.
    std::string receive(int milliseconds = 3000);

  private:
    int descriptor_ = -1;
};

/// A rig's rest pose as MMCP tells it: places along the world's axes, after `turn` and `move`.
nlohmann::json skeleton_json(const Rig& rig, const glm::dquat& turn = {1, 0, 0, 0},
                             const glm::dvec3& move = glm::dvec3(0));

/// Joint places of a glTF answer's sample, frames x joints, by forward kinematics of what it says.
struct PlayedGltf {
    std::vector<std::string> names;
    std::vector<std::vector<glm::dvec3>> frames;
    double fps = 0;
    /// Throws std::out_of_range for an unknown joint.
    const glm::dvec3& at(std::size_t frame, const std::string& joint) const;
};
PlayedGltf play_gltf(const nlohmann::json& gltf, std::size_t sample = 0);

class ServeTest : public ::testing::Test {
  protected:
    /// Starts the server, on any free port.
    void start(serve::ServeOptions options = {}, serve::ServeHome home = {});
    httplib::Client client() const;
    /// POST with a JSON body; the answer's status must be `status`.
    nlohmann::json post(const std::string& path, const nlohmann::json& body, int status = 200) const;
    nlohmann::json get(const std::string& path, int status = 200) const;
    /// A request of one text segment for the canonical figure.
    nlohmann::json request(int frames = 40, const nlohmann::json& skeleton = nullptr) const;

    std::shared_ptr<FakeBehaviour> fake_ = std::make_shared<FakeBehaviour>();
    std::unique_ptr<serve::MotionServer> server_;
};

}  // namespace im::test
