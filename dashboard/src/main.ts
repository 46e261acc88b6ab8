import "./styles/page.css";
import { App } from "./shell/app";

const root = document.getElementById("page"), voice = document.getElementById("voice");
if (root && voice) new App(root, voice).start();
