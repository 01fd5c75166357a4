use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::{Arguments, ManArgs};
use crate::exit::{Exit, Stop};
use crate::output::{Stdout, write_file};

/// `wenmai man`
pub(crate) fn man(args: &ManArgs) -> Result<Exit, Stop> {
    let mut command = Arguments::command();
    // Passes global flags down to the subcommands, whose pages would lack them.
    command.build();
    let Some(folder) = &args.out else {
        let mut stdout = Stdout::new();
        stdout.write(|writer| Man::new(command).render(writer))?;
        stdout.finish()?;
        return Ok(Exit::Ok);
    };
    let subcommands = command.get_subcommands().cloned();
    let pages: Vec<Man> = subcommands.map(Man::new).collect();
    for man in pages.into_iter().chain([Man::new(command)]) {
        let path = folder.join(man.get_filename());
        write_file(&path, |file| man.render(file))?;
    }
    Ok(Exit::Ok)
}
