// The program: the studio when started alone, the command line otherwise.

#include "app/cli/command_line.h"
#include "app/studio/studio.h"

int main(int argc, char** argv) {
    return im::cli::run_command_line(argc, argv, {.studio = im::run_studio});
}
