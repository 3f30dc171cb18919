// instructmotion prompts review SET -o OUT: a approves, r rejects, e edits, u undoes, q ends; goes on where
// it was left.

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "app/cli/prompts.h"
#include "app/cli/prompts_input.h"
#include "engine/core/error.h"
#include "engine/prompts/novel_set.h"
#include "engine/prompts/review.h"

namespace im::cli {
namespace {

/// Single keys without Enter while it lives; from a pipe it changes nothing.
class KeyMode {
  public:
    KeyMode() : terminal_(::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
        if (!terminal_) return;
        termios keys = before_;
        keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        keys.c_cc[VMIN] = 1;
        keys.c_cc[VTIME] = 0;
        ::tcsetattr(STDIN_FILENO, TCSANOW, &keys);
    }
    ~KeyMode() {
        if (terminal_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    }
    KeyMode(const KeyMode&) = delete;
    KeyMode& operator=(const KeyMode&) = delete;

  private:
    termios before_{};
    bool terminal_;
};

struct ReviewOptions {
    std::string set, out;
};

/// The next key that is no white space; 'q' at the end of input.
char read_key() {
    const KeyMode mode;
    char key = 0;
    while (::read(STDIN_FILENO, &key, 1) == 1) {
        if (static_cast<unsigned char>(key) > 0x20) return key;
    }
    return 'q';
}

/// A line, byte by byte: what follows stays for read_key().
std::string read_line() {
    std::string line;
    char byte = 0;
    while (::read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n') {
        if (line.size() < 4000) line += byte;
    }
    return line;
}

void show(const Context& context, const ReviewSession& session, const NovelPrompt& prompt) {
    if (context.options.json) {
        print_json({{"event", "prompt"},
                    {"number", session.done() + 1},
                    {"of", session.size()},
                    {"text", prompt.text},
                    {"parts", prompt.parts}});
        return;
    }
    fmt::print("\n{}/{}  {}\n", session.done() + 1, session.size(), printable(prompt.text));
    for (const auto& part : prompt.parts) fmt::print("      {}\n", printable(part));
    fmt::print("[a]pprove  [r]eject  [e]dit  [u]ndo  [q]uit > ");
    std::fflush(stdout);
}

int run_review(const Context& context, const ReviewOptions& options) {
    const auto tagger = load_tagger();
    ReviewSession session(load_novel_set(options.set), options.set + ".review.jsonl");
    const bool quiet = context.options.json;
    for (bool go_on = true; go_on && !context.stop.stop_requested();) {
        const NovelPrompt* prompt = session.current();
        if (prompt == nullptr) break;
        show(context, session, *prompt);
        switch (const char key = read_key()) {
            case 'a':
            case 'A':
                session.approve();
                break;
            case 'r':
            case 'R':
                session.reject();
                break;
            case 'e':
            case 'E':
                if (!quiet) fmt::print("new text: ");
                std::fflush(stdout);
                try {
                    session.edit(read_line(), *tagger);
                } catch (const Error& error) {
                    if (error.kind() != ErrorKind::Input) throw;
                    fmt::print(stderr, "{}\n", error.what());
                }
                break;
            case 'u':
            case 'U':
                if (!session.undo()) fmt::print(stderr, "nothing to undo\n");
                break;
            case 'q':
            case 'Q':
                go_on = false;
                break;
            default:
                fmt::print(stderr, "expected a, r, e, u or q, found {}\n", printable(std::string(1, key)));
        }
    }
    const auto kept = session.kept();
    if (!options.out.empty()) save_novel_set(options.out, kept);
    const auto left = session.size() - session.done();
    if (quiet) {
        print_json({{"event", "reviewed"},
                    {"approved", session.count("approved")},
                    {"edited", session.count("edited")},
                    {"rejected", session.count("rejected")},
                    {"left", left},
                    {"out", options.out}});
    } else {
        fmt::print("\n{} approved, {} edited, {} rejected, {} left\n", session.count("approved"),
                   session.count("edited"), session.count("rejected"), left);
    }
    return 0;
}

}  // namespace

void add_prompts_review(CLI::App& prompts, Context& context) {
    CLI::App* command = prompts.add_subcommand(
        "review", "Approve, reject or edit prompts with a, r, e, u; goes on where it was left");
    auto options = std::make_shared<ReviewOptions>();
    command->add_option("set", options->set, "A set of novel prompts; decisions are kept in SET.review.jsonl")
        ->required()
        ->type_name("SET");
    command->add_option("-o,--out", options->out, "Set of the approved and edited ones")->type_name("FILE");
    command->callback(
        [&context, options] { context.run = [&context, options] { return run_review(context, *options); }; });
}

}  // namespace im::cli
