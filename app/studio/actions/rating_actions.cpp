#include "app/studio/actions/rating_actions.h"

#include <algorithm>
#include <random>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/clip_edits.h"
#include "app/studio/actions/looking_only.h"
#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/toasts.h"

namespace im::studio {
namespace {

// While someone compares one pair after another, nothing is learnt in between.
constexpr double kRestSeconds = 2;

const Figure* find_figure(const StudioState& state, std::int64_t id) {
    for (const Take& take : state.takes) {
        for (const Figure& figure : take.figures) {
            if (figure.clip_id == id) {
                return &figure;
            }
        }
    }
    return nullptr;
}

std::vector<std::int64_t> clips_of(const StudioState& state, const std::string& prompt) {
    std::vector<std::int64_t> ids;
    for (const Take& take : state.takes) {
        for (const Figure& figure : take.figures) {
            // One that was opened from the library may be there twice.
            if (take.prompt_of(figure) == prompt && figure.clip_id > 0 &&
                std::find(ids.begin(), ids.end(), figure.clip_id) == ids.end()) {
                ids.push_back(figure.clip_id);
            }
        }
    }
    return ids;
}

void show_pair(StudioState& state) {
    const BlindTest& test = *state.preview.tenant<BlindTest>();
    const BlindTest::Pair pair = test.pairs.back();
    Take take;
    take.status = TakeStatus::Done;
    take.request.prompt = test.prompt;
    for (const auto& [id, label] : {std::pair{pair.left, "A"}, std::pair{pair.right, "B"}}) {
        Figure figure = *find_figure(state, id);
        figure.label = label;
        take.figures.push_back(std::move(figure));
    }
    show_side_by_side(state, std::move(take), -1);  // neither is the chosen one
}

}  // namespace

void score_liking(StudioState& state, Services& services) {
    if (!state.shown_take) {
        return;
    }
    const Take& take = state.takes[*state.shown_take];
    auto prompts = std::make_shared<std::vector<std::string>>();
    auto tokens = std::make_shared<std::vector<std::vector<int>>>();
    for (const Figure& figure : take.figures) {
        if (!figure.facts || figure.facts->tokens.empty()) {
            return;
        }
        prompts->push_back(take.prompt_of(figure));
        tokens->push_back(figure.facts->tokens);
    }
    auto liked = std::make_shared<std::vector<double>>();
    services.learning_tasks.run(
        [=, learner = services.learner] { *liked = learner->liking(*prompts, *tokens); },
        [&state, liked, job = take.job](const std::string& error) {
            for (Take& t : state.takes) {
                for (std::size_t i = 0; error.empty() && t.job == job && i < liked->size(); ++i) {
                    t.figures[i].liking = (*liked)[i];
                }
            }
        });
}

void keep_clips(StudioState& state, Services& services, Take& take) {
    if (!state.session.read_only.empty()) {
        return;  // was said at the start
    }
    std::vector<ClipRecord> records;
    for (const Figure& figure : take.figures) {
        if (!figure.facts) {
            return;
        }
        ClipRecord record{.prompt = take.request.prompt,
                          .tokens = figure.facts->tokens,
                          .seed = take.request.seed,
                          .variation = figure.candidate,
                          .sampling = take.request.sampling,
                          .seconds = take.request.seconds,
                          .model = take.model,
                          .model_folder = take.model_folder.string(),
                          .name = figure.name,
                          .tags = figure.tags};
        if (figure.reward) {
            record.reward = figure.reward->total;
        }
        if (figure.judge) {
            record.judge = figure.judge->total;
        }
        records.push_back(std::move(record));
    }
    auto ids = std::make_shared<std::vector<std::int64_t>>();
    services.tasks.run(
        [ids, records = std::move(records), store = services.store] {
            std::vector<std::int64_t> added;
            Workspace& workspace = store->open();
            workspace.together([&] {
                for (const ClipRecord& record : records) {
                    added.push_back(workspace.add_clip(record));
                }
            });
            *ids = std::move(added);
        },
        [&state, ids, job = take.job](const std::string& error) {
            tell_not_kept(state, error);
            for (Take& t : state.takes) {
                for (std::size_t i = 0; t.job == job && i < std::min(ids->size(), t.figures.size()); ++i) {
                    t.figures[i].clip_id = (*ids)[i];
                }
            }
            state.library.changed = true;
        });
    score_liking(state, services);
}

void rate_selected(StudioState& state, Services& services, int stars) {
    const Figure* figure = state.preview.take() ? nullptr : state.figure();
    if (!figure || figure->clip_id == 0 || refuses_changes(state)) {
        return;
    }
    rate_clips(state, services, {figure->clip_id}, figure->rating == stars ? 0 : stars);
}

void name_selected(StudioState& state, Services& services, const std::string& name, const std::string& tags) {
    const Figure* figure = state.preview.take() ? nullptr : state.figure();
    if (!figure || figure->clip_id == 0 || refuses_changes(state)) {
        return;
    }
    name_clip(state, services, figure->clip_id, name, tags);
}

int comparable_clips(const StudioState& state) {
    return state.shown_take
               ? static_cast<int>(clips_of(state, state.takes[*state.shown_take].request.prompt).size())
               : 0;
}

void begin_blind_test(StudioState& state, Services& services) {
    if (comparable_clips(state) < 2 || refuses_changes(state)) {
        return;
    }
    close_preview(state, services);
    BlindTest test;
    test.prompt = state.takes[*state.shown_take].request.prompt;
    const std::vector<std::int64_t> ids = clips_of(state, test.prompt);
    static std::mt19937_64 random{std::random_device{}()};
    for (std::size_t i = 0; i < ids.size(); ++i) {
        for (std::size_t j = i + 1; j < ids.size(); ++j) {
            const bool swapped = random() % 2 == 0;
            test.pairs.push_back({swapped ? ids[j] : ids[i], swapped ? ids[i] : ids[j]});
        }
    }
    std::shuffle(test.pairs.begin(), test.pairs.end(), random);
    test.total = static_cast<int>(test.pairs.size());
    state.preview.move_in(std::move(test));
    show_pair(state);
}

void answer_blind_test(StudioState& state, Services& services, Verdict verdict) {
    BlindTest* test = state.preview.tenant<BlindTest>();
    if (!test) {
        return;
    }
    const BlindTest::Pair pair = test->pairs.back();
    test->pairs.pop_back();
    if (verdict != Verdict::Skip) {
        const bool left = verdict == Verdict::Left;
        state.taste.changed = true;
        state.taste.rest = kRestSeconds;
        services.tasks.run([better = left ? pair.left : pair.right, worse = left ? pair.right : pair.left,
                            store = services.store] { store->open().compare(better, worse); },
                           [&state](const std::string& error) { tell_not_kept(state, error); });
    }
    if (test->pairs.empty()) {
        end_blind_test(state, services);
        add_toast(state, Toast::Kind::Success, "All pairs are compared");
    } else {
        show_pair(state);
    }
}

void end_blind_test(StudioState& state, Services& services) {
    close_preview(state, services);
}

void learn_taste_when_due(StudioState& state, Services& services, double elapsed) {
    TasteState& taste = state.taste;
    taste.rest = std::max(taste.rest - elapsed, 0.0);
    // What is rated is written by the other tasks: they go first.
    if (!taste.changed || taste.learning || taste.rest > 0 || services.tasks.pending() > 0) {
        return;
    }
    taste.changed = false;
    taste.learning = true;
    auto learnt = std::make_shared<Taste>();
    services.learning_tasks.run([learnt, learner = services.learner,
                                 folder = state.model.folder] { *learnt = learner->learn(folder); },
                                [&state, &services, learnt](const std::string& error) {
                                    state.taste.learning = false;
                                    if (!error.empty()) {
                                        learnt->reason = error;
                                    }
                                    state.taste.taste = *learnt;
                                    if (learnt->reason.empty()) {
                                        score_liking(state, services);
                                    }
                                });
}

}  // namespace im::studio
