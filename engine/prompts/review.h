#pragma once
// People approve, reject or edit composed prompts one after another. Every decision is on disk before the
// next prompt is shown, so a session goes on where it was stopped, however it was stopped.

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/prompts/novel_set.h"

namespace im {

class ReviewSession {
  public:
    /// Reads the decisions that `journal` (JSON lines; need not exist) already holds. Throws Input for a
    /// foreign journal; a last line that was cut off is dropped.
    ReviewSession(std::vector<NovelPrompt> prompts, std::filesystem::path journal);

    std::size_t size() const { return prompts_.size(); }
    std::size_t done() const { return history_.size(); }
    /// The first prompt without a decision; null when there is none.
    const NovelPrompt* current() const;

    void approve();
    void reject();
    /// Keeps the current prompt with another text. Throws Input with the reason where the text is no
    /// description of motion; the prompt then stays current.
    void edit(const std::string& text, const PosTagger& tagger);
    /// Takes the last decision back; false when there is none. Its prompt is current again.
    bool undo();

    std::size_t count(const std::string& decision) const;  ///< "approved" | "edited" | "rejected"
    /// Approved and edited ones, in the set's order.
    std::vector<NovelPrompt> kept() const;
    /// These and the ones without a decision.
    std::vector<NovelPrompt> not_rejected() const;

  private:
    struct Decision {
        std::size_t prompt;
        NovelPrompt before;
    };
    void replay();
    void apply(std::size_t prompt, const std::string& decision, const std::string& text,
               std::vector<std::string> tokens);
    void write(const std::string& original, const std::string& decision, const NovelPrompt& prompt) const;

    std::vector<NovelPrompt> prompts_;
    std::vector<std::string> originals_;  ///< texts as the set has them: the journal's keys
    std::vector<std::string> decisions_;  ///< empty: none yet
    std::vector<Decision> history_;
    std::filesystem::path journal_;
};

}  // namespace im
