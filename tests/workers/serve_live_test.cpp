// The live link: what followers get over the socket, and OSC.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bit>
#include <cstring>
#include <thread>

#include "app/serve/live_link.h"
#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/io/bvh.h"
#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"
#include "serve_fixture.h"
#include "tests/support/figures.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using serve::LiveLink;
using ::testing::HasSubstr;
using ::testing::StartsWith;

FigureScene walking() {
    ExportOptions options;
    options.skeleton = "mixamo";
    return export_scene(moving_figure(20, [](int t) { return 0.02 * t; }), options, false);
}

void wait_for_followers(const LiveLink& link, int count) {
    for (int i = 0; i < 200 && link.followers() != count; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_EQ(link.followers(), count);
}

void play(LiveLink& link, int first, int end) {
    for (int t = first; t < end; ++t) link.show(t);
}

TEST(LiveLink, AFollowerGetsTheBvhFileFrameByFrame) {
    const FigureScene scene = walking();
    LiveLink link({.port = 0});
    link.begin("walk", scene);
    BareSocket follower(link.port());
    wait_for_followers(link, 1);
    play(link, 0, 20);
    link.finish();
    const std::string text = follower.receive(300);
    std::string file = bvh_text(scene.rig, scene.motion, "walk");
    file.replace(file.find("Frames: 20"), 10, "Frames: 0");
    EXPECT_EQ(text, file + "\n");
}

TEST(LiveLink, WhoComesLaterGetsTheHierarchyAndTheFramesFromThereOn) {
    LiveLink link({.port = 0});
    link.begin("walk", walking());
    BareSocket early(link.port());
    wait_for_followers(link, 1);
    play(link, 0, 15);
    BareSocket late(link.port());
    wait_for_followers(link, 2);
    play(link, 15, 20);
    link.begin("again", walking());
    const std::string text = late.receive(300);
    EXPECT_THAT(text, StartsWith("HIERARCHY\nROOT mixamorig:Hips"));
    const std::size_t frames = text.find("Frame Time"), second = text.find("HIERARCHY", 9);
    ASSERT_NE(second, std::string::npos);
    EXPECT_EQ(std::count(text.begin() + static_cast<std::ptrdiff_t>(frames),
                         text.begin() + static_cast<std::ptrdiff_t>(second), '\n'),
              6);  // the time's line and five frames
}

TEST(LiveLink, FollowersThatHangUpOrDoNotReadAreLetGo) {
    LiveLink link({.port = 0});
    link.begin("walk", walking());
    BareSocket lazy(link.port());
    {
        const BareSocket brief(link.port());
        wait_for_followers(link, 2);
    }
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 20000 && link.followers() > 0; ++i) link.show(i % 20);
    EXPECT_EQ(link.followers(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
    link.show(-1);
    link.show(20);
}

TEST(LiveLink, APortInUseAndAnAddressThatIsNoneAreTold) {
    const LiveLink link({.port = 0});
    EXPECT_THROW(LiveLink({.port = link.port()}), Error);
    EXPECT_THROW(LiveLink({.port = 70000}), Error);
    EXPECT_THROW(LiveLink({.address = "somewhere", .port = 0}), Error);
    EXPECT_THROW(LiveLink({.port = -1, .osc_address = "somewhere", .osc_port = 9}), Error);
}

class OscReceiver {
  public:
    OscReceiver() : descriptor_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof at;
        EXPECT_EQ(::bind(descriptor_, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
        EXPECT_EQ(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&at), &length), 0);
        port_ = ntohs(at.sin_port);
        const timeval wait{1, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    }
    ~OscReceiver() { ::close(descriptor_); }
    OscReceiver(const OscReceiver&) = delete;
    OscReceiver& operator=(const OscReceiver&) = delete;
    int port() const { return port_; }
    std::string receive() const {
        char bytes[2048];
        const ssize_t count = ::recv(descriptor_, bytes, sizeof bytes, 0);
        return count <= 0 ? "" : std::string(bytes, static_cast<std::size_t>(count));
    }

  private:
    int descriptor_ = -1, port_ = 0;
};

/// A big-endian float of a message.
float float_at(const std::string& message, std::size_t at) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 4; ++i) bits = bits << 8 | static_cast<unsigned char>(message.at(at + i));
    return std::bit_cast<float>(bits);
}

TEST(LiveLink, OscTellsEachJointsPlaceInTheWorld) {
    const FigureScene scene = walking();
    const OscReceiver receiver;
    LiveLink link({.port = -1, .osc_address = "127.0.0.1", .osc_port = receiver.port()});
    link.begin("walk", scene);
    link.show(7);
    const std::string frame = receiver.receive();
    EXPECT_EQ(frame, std::string("/instructmotion/frame\0\0\0,if\0\0\0\0\x07", 32) +
                         std::string("\x3e\xb3\x33\x33", 4));  // 0.35 s
    const std::vector<Transform> world = world_transforms(scene.rig, scene.motion, 7);
    for (std::size_t j = 0; j < world.size(); ++j) {
        const std::string message = receiver.receive();
        ASSERT_EQ(message.size() % 4, 0u);
        EXPECT_EQ(message.substr(0, 24), std::string("/instructmotion/joint\0\0\0", 24));
        EXPECT_EQ(message.substr(24, 12), std::string(",sfffffff\0\0\0", 12));
        const std::string& name = scene.rig.joints[j].name;
        EXPECT_STREQ(message.c_str() + 36, name.c_str());
        const std::size_t numbers = 36 + (name.size() / 4 + 1) * 4;
        ASSERT_EQ(message.size(), numbers + 28) << name;
        EXPECT_NEAR(float_at(message, numbers), world[j].translation.x, 1e-5) << name;
        EXPECT_NEAR(float_at(message, numbers + 4), world[j].translation.y, 1e-5) << name;
        EXPECT_NEAR(float_at(message, numbers + 24), world[j].rotation.w, 1e-5) << name;
    }
}

}  // namespace
}  // namespace im::test
