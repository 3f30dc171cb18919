#include "app/serve/live_link.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "engine/core/error.h"
#include "engine/io/bvh.h"

namespace im::serve {
namespace {

constexpr std::size_t kFollowersMax = 16;

class Descriptor {
  public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }

  private:
    int number_;
};

sockaddr_in address_of(const char* option, const std::string& address, int port) {
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(static_cast<std::uint16_t>(port));
    const std::string numbers = address == "localhost" ? "127.0.0.1" : address;
    if (port < 0 || port > 65535 || ::inet_pton(AF_INET, numbers.c_str(), &result.sin_addr) != 1)
        throw usage_error("{}: expected an address such as 127.0.0.1 and a port up to 65535, found {}:{}",
                          option, address, port);
    return result;
}

/// OSC's strings end with a zero and fill groups of four bytes.
void add_text(std::string& message, const std::string& text) {
    message += text.substr(0, text.find('\0'));
    message.append(4 - message.size() % 4, '\0');
}

void add_number(std::string& message, std::uint32_t bits) {
    for (int shift = 24; shift >= 0; shift -= 8) message += static_cast<char>(bits >> shift & 0xff);
}

void add_float(std::string& message, double value) {
    add_number(message, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
}

/// What comes before the frames, with no frames announced, and each frame's line.
struct LiveText {
    std::string head;
    std::vector<std::string> frames;
};

LiveText live_text(const std::string& bvh) {
    LiveText text;
    const std::size_t motion = bvh.find("\nFrames: ");
    const std::size_t time = bvh.find("\nFrame Time: ");
    std::size_t begin = bvh.find('\n', time + 1) + 1;
    text.head = bvh.substr(0, motion) + "\nFrames: 0" + bvh.substr(time, begin - time);
    while (begin < bvh.size()) {
        const std::size_t end = bvh.find('\n', begin) + 1;
        text.frames.push_back(bvh.substr(begin, end - begin));
        begin = end;
    }
    return text;
}

}  // namespace

std::string osc_joint_message(const std::string& name, const Transform& world) {
    std::string message;
    add_text(message, "/instructmotion/joint");
    add_text(message, ",sfffffff");
    add_text(message, name);
    const auto& [p, q] = world;
    for (const double value : {p.x, p.y, p.z, q.x, q.y, q.z, q.w}) add_float(message, value);
    return message;
}

struct LiveLink::Impl {
    explicit Impl(const LiveOptions& options)
        : osc_to(address_of("--osc", options.osc_address.empty() ? "127.0.0.1" : options.osc_address,
                            options.osc_port)) {
        if (!options.osc_address.empty())
            osc = Descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (options.port < 0) return;
        const sockaddr_in at = address_of("--live", options.address, options.port);
        listener = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const int yes = 1;
        ::setsockopt(listener.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        sockaddr_in bound{};
        socklen_t length = sizeof bound;
        if (::bind(listener.number(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
            ::listen(listener.number(), 8) != 0 ||
            ::getsockname(listener.number(), reinterpret_cast<sockaddr*>(&bound), &length) != 0)
            throw resource_error("{}:{} cannot be listened on: is the port in use? --port N takes another",
                                 options.address, options.port);
        port = ntohs(bound.sin_port);
        accepting = std::jthread([this](std::stop_token stop) { accept_followers(stop); });
    }

    void accept_followers(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            pollfd wanted{listener.number(), POLLIN, 0};
            if (::poll(&wanted, 1, 50) <= 0) continue;
            Descriptor follower(::accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            if (follower.number() < 0) continue;
            const int yes = 1;
            ::setsockopt(follower.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            const std::lock_guard lock(mutex);
            if (followers.size() < kFollowersMax && give(follower, text.head))
                followers.push_back(std::move(follower));
        }
    }

    /// All of it or nothing more: half a line would be taken for a frame.
    static bool give(const Descriptor& follower, const std::string& bytes) {
        const ssize_t sent = ::send(follower.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return sent == static_cast<ssize_t>(bytes.size());
    }

    void tell(const std::string& bytes) {
        std::erase_if(followers, [&](const Descriptor& follower) { return !give(follower, bytes); });
    }

    void send_osc(const std::string& message) const {
        ::sendto(osc.number(), message.data(), message.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&osc_to), sizeof osc_to);
    }

    sockaddr_in osc_to;
    Descriptor osc, listener;
    int port = 0;
    std::mutex mutex;  // guards what follows
    FigureScene scene;
    LiveText text;
    std::vector<Descriptor> followers;
    std::jthread accepting;  // last: it uses all of the above
};

LiveLink::LiveLink(const LiveOptions& options) : impl_(std::make_unique<Impl>(options)) {}

LiveLink::~LiveLink() = default;

int LiveLink::port() const {
    return impl_->port;
}

int LiveLink::followers() const {
    const std::lock_guard lock(impl_->mutex);
    return static_cast<int>(impl_->followers.size());
}

void LiveLink::begin(const std::string& name, FigureScene scene) {
    LiveText text = live_text(bvh_text(scene.rig, scene.motion, name));
    const std::lock_guard lock(impl_->mutex);
    impl_->scene = std::move(scene);
    impl_->text = std::move(text);
    impl_->tell(impl_->text.head);
}

void LiveLink::show(int frame) {
    const std::lock_guard lock(impl_->mutex);
    if (frame < 0 || frame >= impl_->scene.motion.frame_count()) return;
    impl_->tell(impl_->text.frames[static_cast<std::size_t>(frame)]);
    if (impl_->osc.number() < 0) return;
    std::string message;
    add_text(message, "/instructmotion/frame");
    add_text(message, ",if");
    add_number(message, static_cast<std::uint32_t>(frame));
    add_float(message, frame / impl_->scene.motion.fps);
    impl_->send_osc(message);
    const std::vector<Transform> world = world_transforms(impl_->scene.rig, impl_->scene.motion, frame);
    for (std::size_t j = 0; j < world.size(); ++j)
        impl_->send_osc(osc_joint_message(impl_->scene.rig.joints[j].name, world[j]));
}

void LiveLink::finish() {
    const std::lock_guard lock(impl_->mutex);
    impl_->tell("\n");
}

}  // namespace im::serve
