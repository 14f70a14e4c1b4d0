//! Files and resources → clusters, by the configuration, by directory, and by what kustomize and Flux build.
//!
//! This stage knows files, names of resources and kustomizations, but nothing about BGP. The result owns its data, so it
//! can be kept while files are read again: the files of each cluster, and what patches change in them. Manifests are taken
//! as written. A program that renders kustomizations could give a cluster other contents in [`ClusterFiles::contents`].

mod cluster_files;
mod directories;
mod group;
mod kustomize;
mod layout;
mod patched;

pub use cluster_files::ClusterFiles;
pub use group::{Grouping, group};
pub use layout::{ClusterSettings, Inventory, Layout, NamedCluster};
