#pragma once
// One fine-tuning run from its first file to its end, on one thread: the loop of PPO iterations, looks of the guard
// and checkpoints. Finetune (finetune.h) is the door to it.

#include <map>
#include <memory>
#include <string>

#include "engine/train/finetune/finetune_control.h"
#include "engine/train/finetune/finetune_setup.h"
#include "engine/train/finetune/guard_watch.h"
#include "engine/train/finetune/run_record.h"
#include "engine/train/run/run_state.h"

namespace im {

class FinetuneRun {
  public:
    /// Holds the run's folder while it lives, and loads everything. Throws as Finetune::run.
    FinetuneRun(const FinetuneRequest& request, const FinetuneListener& listener, FinetuneControl& control);
    void to_the_end();

  private:
    FinetuneVoice voice();
    FinetuneSetup load() const;
    void begin_or_resume();
    void resume();
    void begin();
    void copy_companions() const;
    void iterate();
    bool look_with_guard();
    void measure_gain();
    void save_best();
    void save_weights(const std::filesystem::path& folder, bool half) const;
    void keep_look();
    void put_base_back();
    void tell_weights() const;
    void save(bool must_succeed);
    template <class Report>
    void record(const Report& report);
    void progress(const std::string& stage) const;
    void warn(const std::string& message) const;

    const FinetuneRequest& request_;
    const FinetuneListener& listener_;
    FinetuneControl& control_;
    RunPosition position_;
    std::map<std::string, double> shown_;
    std::int64_t looked_ = -1;  ///< the guard's last look
    double last_kl_ = 0, seconds_an_iteration_ = 0;
    int failures_ = 0;
    bool unsaved_ = false;  ///< a checkpoint is due that could not be written
    FinetuneConfig config_;
    RunFolder folder_;
    RunLock lock_;
    FinetuneVoice voice_;
    FinetuneSetup setup_;
    GuardWatch watch_;
    std::unique_ptr<RunRecorder> recorder_;
};

}  // namespace im
