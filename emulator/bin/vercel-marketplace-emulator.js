#!/usr/bin/env node
// The command of the emulator. It is plain JavaScript so that npm can link it before the first build.
import "../dist/command.js";
