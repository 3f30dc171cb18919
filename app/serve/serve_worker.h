#pragma once
// The server for a program with a window: begun and ended by commands on a thread of its own, for a model takes seconds to
// load and a server a moment to end. It serves a model of its own, loaded from the folder. What happens is told by events;
// neither side waits for the other.
//
//   ServeWorker worker(open_model);
//   worker.begin({.model = folder, .port = 8000, .token_file = workspace / "serve-token"});
//   for (ServeEvent& event : worker.drain()) ...

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "app/serve/motion_server.h"
#include "app/workers/command_thread.h"
#include "app/workers/event_queue.h"

namespace im::serve {

struct ServePlan {
    std::filesystem::path model;
    int port = 8000;                   ///< of this machine alone; 0: any that is free
    std::filesystem::path token_file;  ///< serve_token.h
    bool new_token = false;
};

struct ServeBegan {
    std::string url, token, model;
    std::filesystem::path folder;  ///< of the model
};
struct ServeFailed {
    std::string message;
};
struct ServeEnded {};
using ServeEvent = std::variant<ServeBegan, ServeFailed, ServeEnded, RequestNote>;

class ServeWorker {
  public:
    using Opener = std::function<LoadedModel(const std::filesystem::path& folder)>;

    explicit ServeWorker(Opener open_model);
    ~ServeWorker();  ///< ends the server and joins

    /// Ends what is being served, then serves as planned: ServeBegan or ServeFailed.
    void begin(ServePlan plan);
    /// ServeEnded, also where nothing was served.
    void end();
    std::vector<ServeEvent> drain();

  private:
    struct End {};
    using Command = std::variant<ServePlan, End>;
    void execute(const ServePlan& plan);
    void execute(const End&);

    Opener open_model_;
    EventQueue<ServeEvent> events_;
    std::unique_ptr<MotionServer> server_;  ///< the thread's; what is left is ended after it
    CommandThread<Command> thread_;         // last: it uses all of the above
};

}  // namespace im::serve
