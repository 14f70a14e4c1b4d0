//! Files and resources → the clusters that they belong to: by configuration, by directory, by what kustomize and Flux build.
//!
//! This stage knows files, names of resources and kustomizations, and nothing of BGP. What comes out owns all that it says, so
//! that it can be kept while the files are read again: which files are each cluster's, and what patches change of them.
//! Manifests are taken as they are written; a program that renders kustomizations would give a cluster contents of its own
//! in [`ClusterFiles::contents`].

mod cluster_files;
mod directories;
mod group;
mod kustomize;
mod layout;
mod patched;

pub use cluster_files::ClusterFiles;
pub use group::{Grouping, group};
pub use layout::{ClusterSettings, Inventory, Layout, NamedCluster};
