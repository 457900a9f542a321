// Paper is white: a page in dark colours prints in light ones.

{
  const { dataset } = document.documentElement;
  let onScreen;

  addEventListener("beforeprint", () => {
    onScreen = dataset.theme;
    dataset.theme = "light";
  });

  addEventListener("afterprint", () => {
    dataset.theme = onScreen;
  });
}
