#include "app/studio/actions/knowledge_actions.h"

#include <memory>

namespace im::studio {
namespace {

constexpr double kRestSeconds = 0.35;  // after the last key, before the prompt is read
constexpr std::size_t kSuggestions = 3;

/// The fields that were made with another model's vocabulary go; what the user typed or chose stays.
void follow_model(StudioState& state) {
    PromptKnowledge& known = state.knowledge;
    if (known.reader == state.model.reader) {
        return;
    }
    PromptKnowledge fresh;
    fresh.reader = state.model.reader;
    fresh.search = known.search;
    fresh.list_shown = known.list_shown;
    fresh.list_chosen = known.list_chosen;
    fresh.typed = known.typed;
    fresh.rested = known.rested;
    fresh.field_active = known.field_active;
    fresh.reading = known.reading;  // their tasks end, and their answers are thrown away
    fresh.completing = known.completing;
    fresh.searching = known.searching;
    known = std::move(fresh);
}

void read_prompt(StudioState& state, Services& services) {
    PromptKnowledge& known = state.knowledge;
    const auto result = std::make_shared<Understanding>();
    known.reading = true;
    services.reading_tasks.run(
        [result, reader = known.reader, text = known.typed] {
            const PromptReading reading = reader->read(text);
            *result = judge_understanding(&reading, {}, reader->vocabulary()->calibration);
        },
        [&state, result, reader = known.reader, text = known.typed](const std::string& error) {
            PromptKnowledge& now = state.knowledge;
            now.reading = false;
            if (now.reader != reader) {
                return;
            }
            now.read = text;
            now.understanding = error.empty() ? std::move(*result) : Understanding{};
        });
}

void complete(StudioState& state, Services& services) {
    PromptKnowledge& known = state.knowledge;
    const auto result = std::make_shared<std::vector<Suggestion>>();
    known.completing = true;
    services.reading_tasks.run(
        [result, reader = known.reader, text = known.typed] {
            *result = complete_prompt(*reader->vocabulary(), text, kSuggestions);
        },
        [&state, result, reader = known.reader, text = known.typed](const std::string&) {
            PromptKnowledge& now = state.knowledge;
            now.completing = false;
            if (now.reader != reader) {
                return;
            }
            now.completed = text;
            now.suggestions = std::move(*result);
            now.chosen = 0;
        });
}

void search_actions(StudioState& state, Services& services) {
    PromptKnowledge& known = state.knowledge;
    const auto result = std::make_shared<std::vector<const VocabularyAction*>>();
    known.searching = true;
    services.reading_tasks.run(
        [result, reader = known.reader, text = known.search] {
            *result = find_actions(*reader->vocabulary(), text);
        },
        [&state, result, reader = known.reader, text = known.search](const std::string&) {
            PromptKnowledge& now = state.knowledge;
            now.searching = false;
            if (now.reader != reader) {
                return;
            }
            now.searched = text;
            now.found = std::move(*result);
        });
}

}  // namespace

void update_prompt_knowledge(StudioState& state, Services& services, double elapsed) {
    follow_model(state);
    PromptKnowledge& known = state.knowledge;
    if (known.typed != state.prompt.text) {
        // What a click put there is no typing.
        known.open = known.field_active && !known.cursor_to_end;
        known.typed = state.prompt.text;
        known.rested = 0;
    } else {
        known.rested += elapsed;
    }
    if (!known.list_chosen) {
        known.list_shown = known.reader && state.takes.empty() && state.history.empty();
    }
    if (!known.reader) {
        return;
    }
    const bool blank = known.typed.find_first_not_of(" \t\r\n") == std::string::npos;
    if (blank) {
        known.suggestions.clear();
        known.completed.clear();
        known.read.reset();
        known.understanding = {};
    } else {
        if (!known.reading && known.read != known.typed && known.rested >= kRestSeconds) {
            read_prompt(state, services);
        }
        if (known.open && !known.completing && known.completed != known.typed) {
            complete(state, services);
        }
    }
    if (known.list_shown && !known.searching && known.searched != known.search) {
        search_actions(state, services);
    }
}

void take_prompt(StudioState& state, const std::string& prompt) {
    state.prompt.text = prompt;
    state.prompt.error.clear();
    state.prompt.focus_requested = true;
    state.knowledge.cursor_to_end = true;
    state.knowledge.open = false;
    state.knowledge.suggestions.clear();
    state.knowledge.completed.clear();
}

}  // namespace im::studio
