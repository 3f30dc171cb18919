#include "app/cli/generate_results.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/console.h"
#include "app/cli/output_files.h"
#include "engine/asked/asked_actions.h"
#include "engine/io/clip_io.h"

namespace im::cli {

void GenerateResults::add(std::vector<ScoredMotion> motions, int prompt_number, double elapsed) {
    std::vector<Files> files(motions.size());
    for (std::size_t i = 0; i < motions.size(); ++i) {
        GeneratedMotion& motion = motions[i].motion;
        motion.clip = clean_up(motion.clip, plan_.clean_up);
        files[i] = save(motion, prompt_number);
        if (json_) print_line(motions[i], files[i], elapsed);
    }
    if (json_) return;
    end_status();
    fmt::print("{}\n", printable(motions.front().motion.prompt));
    for (const auto& warning : prompt_warnings(motions.front().motion.prompt, model_.window))
        fmt::print(stderr, "  {}\n", printable(warning));
    std::stable_sort(motions.begin(), motions.end(), [](const ScoredMotion& a, const ScoredMotion& b) {
        return a.score && b.score && a.score->total > b.score->total;
    });
    for (const ScoredMotion& motion : motions) {
        print_text(motion, files[static_cast<std::size_t>(motion.motion.variation)]);
    }
    std::fflush(stdout);
    print_notices(motions);
}

GenerateResults::Files GenerateResults::save(const GeneratedMotion& motion, int prompt_number) const {
    Files files;
    for (const std::filesystem::path& output : options_.outputs) {
        const std::filesystem::path file =
            numbered(output, options_.prompt_file.empty() ? 0 : prompt_number, prompt_count_,
                     options_.variations == 1 ? 0 : motion.variation + 1, options_.variations);
        save_clip(file, motion.clip, {motion.prompt, motion.seed, model_.name, motion.tokens}, plan_.format);
        files.push_back(file.string());
    }
    return files;
}

void GenerateResults::print_line(const ScoredMotion& scored, const Files& files, double elapsed) const {
    const GeneratedMotion& motion = scored.motion;
    nlohmann::json line = {{"prompt", motion.prompt},
                           {"file", files.empty() ? nlohmann::json() : nlohmann::json(files.front())},
                           {"files", files},
                           {"seed", motion.seed},
                           {"variation", motion.variation},
                           {"tokens", motion.tokens},
                           {"ended", motion.ended},
                           {"frames", motion.clip.frame_count()},
                           {"fps", motion.clip.fps},
                           {"seconds", motion.clip.seconds()},
                           {"log_probability", motion.log_probability},
                           {"elapsed", elapsed},
                           {"model", model_.name},
                           {"warnings", prompt_warnings(motion.prompt, model_.window)}};
    if (scored.score) {
        line["reward"] = scored.score->total;
        line["distance"] = scored.score->distance;
    }
    const Understanding& understanding = scored.understanding;
    line["understanding"] = level_name(understanding.level);
    line["percentile"] =
        understanding.percentile ? nlohmann::json(*understanding.percentile) : nlohmann::json();
    line["notice"] = understanding.notice();
    line["nearest"] = understanding.nearest;
    nlohmann::json asked = nlohmann::json::array();
    for (const AskedFact& fact : everything_asked(motion.prompt))
        asked.push_back({{"name", fact.name}, {"wanted", fact.wanted}});
    nlohmann::json missed = nlohmann::json::array();
    for (const MissedFact& fact : scored.missed)
        missed.push_back({{"name", fact.name}, {"wanted", fact.wanted}, {"found", fact.found}});
    line["asked"] = asked;
    line["missed"] = missed;
    if (options_.best_of > 1) {
        line["best_of"] = options_.best_of;
        line["candidate"] = scored.candidate;
    } else {
        line["draw"] = scored.candidate / options_.variations + 1;
    }
    print_json(line);
}

void GenerateResults::print_text(const ScoredMotion& scored, const Files& files) const {
    const GeneratedMotion& motion = scored.motion;
    fmt::print("  {}{:4.1f} s  {:2} tokens  log-probability {:7.1f}  {}seed {}{}\n",
               options_.variations == 1 ? "" : fmt::format("{:2}  ", motion.variation + 1),
               motion.clip.seconds(), motion.tokens.size(), motion.log_probability,
               scored.score ? fmt::format("reward {:6.3f}  ", scored.score->total) : "", motion.seed,
               files.empty() ? "" : fmt::format("  -> {}", fmt::join(files, ", ")));
}

void GenerateResults::print_notices(const std::vector<ScoredMotion>& motions) const {
    std::vector<std::string> told;
    for (const ScoredMotion& motion : motions) {
        const std::string notice = motion.understanding.notice();
        if (notice.empty() || std::find(told.begin(), told.end(), notice) != told.end()) continue;
        told.push_back(notice);
        std::vector<int> about;
        for (const ScoredMotion& other : motions) {
            if (other.understanding.notice() == notice) about.push_back(other.motion.variation + 1);
        }
        std::sort(about.begin(), about.end());
        fmt::print(stderr, "  {}{}\n",
                   about.size() == motions.size() ? "" : fmt::format("{}: ", fmt::join(about, ", ")),
                   printable(notice));
    }
}

}  // namespace im::cli
