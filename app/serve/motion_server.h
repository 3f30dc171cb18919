#pragma once
// A local HTTP server in front of one model: MMCP for animation programs, plain JSON for scripts, who with a workspace
// behind it may fine-tune and choose among its models, too.
//
//   MotionServer server(load_model_folder(folder, {}), {.port = 8000});
//   fmt::print("{}\n", server.url());  // serves until it is destroyed

#include <memory>
#include <string>
#include <vector>

#include "app/serve/job_queue.h"
#include "app/serve/serve_home.h"
#include "app/serve/serve_options.h"
#include "app/workers/loaded_model.h"

namespace im::serve {

class MotionServer {
  public:
    /// Listens when it returns. Throws Usage for options that make no sense, Resource for an address that
    /// cannot be had: the port is in use, say.
    MotionServer(LoadedModel model, const ServeOptions& options, ServeHome home = {});
    ~MotionServer();  ///< cancels all jobs, ends all connections
    MotionServer(const MotionServer&) = delete;
    MotionServer& operator=(const MotionServer&) = delete;

    int port() const;
    std::string url() const;  ///< "http://127.0.0.1:8000"
    /// Who asks for what, the newest first. From any thread.
    std::vector<JobView> jobs() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace im::serve
