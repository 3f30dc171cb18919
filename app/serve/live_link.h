#pragma once
// The playing figure, live: as BVH over a local socket, for followers that come and go, and as OSC.
//
// BVH: a follower that connects gets the take's HIERARCHY and "MOTION", "Frames: 0" and "Frame Time: S", then
// one line of channels for each frame that is shown, as it is shown. An empty line ends a take; another
// HIERARCHY may follow.
// OSC 1.0 over UDP, one message a datagram: "/instructmotion/frame" ,if number and seconds, then for each joint
// "/instructmotion/joint" ,sfffffff name, place x y z (metres, Y up) and rotation x y z w, in the world.
//
//   LiveLink link({.port = 9001});
//   link.begin("walk", export_scene(clip, {}, false));
//   for (int t = 0; t < frames; ++t) link.show(t);  // at the pace of playing
//   link.finish();

#include <memory>
#include <string>

#include "engine/motion/rig/figure_scene.h"

namespace im::serve {

struct LiveOptions {
    std::string address = "127.0.0.1";  ///< to listen on for followers of BVH
    int port = 9001;                    ///< 0: any that is free; -1: no BVH
    std::string osc_address = {};       ///< where OSC goes: an IPv4 address; empty: nowhere
    int osc_port = 0;
};

/// A joint's OSC message, padded as the protocol has it.
std::string osc_joint_message(const std::string& name, const Transform& world);

class LiveLink {
  public:
    /// Throws Usage for what is no address or port, Resource for a port that cannot be had.
    explicit LiveLink(const LiveOptions& options);
    ~LiveLink();
    LiveLink(const LiveLink&) = delete;
    LiveLink& operator=(const LiveLink&) = delete;

    int port() const;
    int followers() const;
    /// From now on this is what plays. Throws Input as bvh_text.
    void begin(const std::string& name, FigureScene scene);
    /// Sends a frame of it; a follower that does not keep up is let go. Never waits.
    void show(int frame);
    void finish();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace im::serve
