#pragma once
// The motions of the generate command: their files, and what is told of them.

#include <optional>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/export_choices.h"
#include "app/cli/generate_options.h"
#include "engine/generate/best_of.h"
#include "engine/generate/motion_generator.h"
#include "engine/vocabulary/understanding.h"

namespace im::cli {

struct ScoredMotion {
    GeneratedMotion motion;
    std::optional<MotionScore> score;
    int candidate = 0;  ///< the variation that an ordinary request calls it
    Understanding understanding;
    std::vector<MissedFact> missed;  ///< of what its prompt asks
};

class GenerateResults {
  public:
    /// All but `prompt_count` must outlive it.
    GenerateResults(const Context& context, const GenerateOptions& options, const ExportPlan& plan,
                    int prompt_count, const ModelInfo& model)
        : json_(context.options.json),
          options_(options),
          plan_(plan),
          prompt_count_(prompt_count),
          model_(model) {}

    /// Writes the files of the motions of one prompt and tells about them, on a terminal the best first.
    /// `prompt_number` counts from 1.
    void add(std::vector<ScoredMotion> motions, int prompt_number, double elapsed);

  private:
    using Files = std::vector<std::string>;

    /// Returns the names of its files.
    Files save(const GeneratedMotion& motion, int prompt_number) const;
    void print_line(const ScoredMotion& scored, const Files& files, double elapsed) const;
    void print_text(const ScoredMotion& scored, const Files& files) const;
    /// On stderr, each notice once, with the numbers of the variations that it is about where not all have
    /// it.
    void print_notices(const std::vector<ScoredMotion>& motions) const;

    bool json_;
    const GenerateOptions& options_;
    const ExportPlan& plan_;
    int prompt_count_;
    const ModelInfo& model_;
};

}  // namespace im::cli
